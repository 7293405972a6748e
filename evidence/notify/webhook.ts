import { type MoreNews, type News, tell } from './news.js';
import { NewsQueue } from './news-queue.js';
import type { PostJson } from './post-json.js';

/** What a webhook is sent by, and how it is told of. */
export interface WebhookParts {
  readonly post: PostJson;
  /** The page of a route; undefined while nobody knows where it can be reached. */
  readonly page: (route: string) => string | undefined;
  readonly log: WebhookLog;
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or when the signal is given. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Hears when posts begin to fail, and when they are taken again: once each, however long it lasts. */
export interface WebhookLog {
  warn(what: object, text: string): void;
  info(what: object, text: string): void;
}

/** Milliseconds between tries; after the last the news is given up. */
const pauses = [1_000, 5_000, 25_000, 125_000];

/** Sends news to one address, one at a time and in its own time. */
export class Webhook {
  readonly #queue = new NewsQueue();
  readonly #closed = new AbortController();
  /** Given when nothing is waited for any more. */
  readonly #hurry = new AbortController();
  #sending: Promise<void> | undefined;
  #failing = false;
  /** News that nobody was told, since it last worked. */
  #lost = 0;
  /** Routes that name it; of its address no more is told than where it is: the rest may be a secret. */
  routes: readonly string[] = [];

  constructor(
    private readonly address: string,
    private readonly parts: WebhookParts,
  ) {}

  tell(news: News): void {
    this.#lost += this.#queue.add(news);
    this.#sending ??= this.#send();
  }

  /** Sends what waits without trying again, as long as `left` is not given; then nothing more. */
  async finish(left: AbortSignal): Promise<void> {
    left.addEventListener('abort', () => this.close(), { once: true });
    this.#hurry.abort();
    await this.#sending;
    this.close();
    const unsent = this.#queue.waiting + this.#lost;
    if (unsent > 0) this.parts.log.warn({ ...this.#name(), unsent }, 'webhook was not sent all of its news');
  }

  /** Nothing more is sent. */
  close(): void {
    this.#hurry.abort();
    this.#closed.abort();
  }

  async #send(): Promise<void> {
    while (!this.#closed.signal.aborted) {
      const next = this.#queue.take(this.parts.now());
      if (!next) {
        this.#sending = undefined;
        return;
      }
      if ('send' in next) await this.#deliver(next.send);
      else if (this.#hurry.signal.aborted) return;
      else await this.parts.pause(next.wait, this.#hurry.signal);
    }
  }

  async #deliver(news: News | MoreNews): Promise<void> {
    const json = JSON.stringify(this.#message(news));
    for (let tries = 0; ; tries++) {
      const delivery = await this.parts.post(this.address, json, this.#closed.signal);
      if (delivery.kind === 'taken') {
        this.#taken();
        return;
      }
      this.#failed(delivery.why);
      const pause = pauses[tries];
      if (!delivery.again || pause === undefined || this.#hurry.signal.aborted) break;
      await this.parts.pause(pause, this.#hurry.signal);
    }
    this.#lost += 1;
  }

  #message(news: News | MoreNews): object {
    const page = 'route' in news ? this.parts.page(news.route) : undefined;
    return { text: tell(news), ...news, ...(page !== undefined && { page }) };
  }

  #failed(why: string): void {
    if (this.#failing || this.#closed.signal.aborted) return;
    this.#failing = true;
    this.parts.log.warn(
      { ...this.#name(), why },
      'webhook does not take its news; what may be taken later is tried five times',
    );
  }

  #taken(): void {
    if (!this.#failing) return;
    this.parts.log.info({ ...this.#name(), lost: this.#lost }, 'webhook takes its news again');
    this.#failing = false;
    this.#lost = 0;
  }

  #name(): { readonly webhook: string; readonly routes: readonly string[] } {
    return { webhook: new URL(this.address).origin, routes: this.routes };
  }
}
