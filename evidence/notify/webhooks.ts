import type { News, Occasion } from './news.js';
import type { Notifier } from './notifier.js';
import { Webhook, type WebhookParts } from './webhook.js';

/** Who is told of what: a route's `notify`. */
export interface NotifyRule {
  readonly webhook: string;
  readonly on: readonly Occasion[];
}

/** Passes news on to the webhooks that the configuration names. */
export class Webhooks implements Notifier {
  #rules: ReadonlyMap<string, readonly NotifyRule[]> = new Map();
  #hooks: ReadonlyMap<string, Webhook> = new Map();

  constructor(private readonly parts: WebhookParts) {}

  /** Tells these from now on; one that is still named goes on with what waits, of another nothing more is sent. */
  configure(routes: readonly { readonly name: string; readonly notify: readonly NotifyRule[] }[]): void {
    const before = this.#hooks;
    this.#rules = new Map(routes.map(({ name, notify }) => [name, notify]));
    const addresses = new Set(routes.flatMap(({ notify }) => notify.map(({ webhook }) => webhook)));
    this.#hooks = new Map(
      [...addresses].map((address) => [address, before.get(address) ?? new Webhook(address, this.parts)]),
    );
    for (const [address, hook] of this.#hooks)
      hook.routes = routes
        .filter(({ notify }) => notify.some(({ webhook }) => webhook === address))
        .map(({ name }) => name);
    for (const [address, hook] of before) if (!addresses.has(address)) hook.close();
  }

  tell(news: News): void {
    const rules = (this.#rules.get(news.route) ?? []).filter(({ on }) => on.includes(news.kind));
    for (const address of new Set(rules.map(({ webhook }) => webhook))) this.#hooks.get(address)?.tell(news);
  }

  /** Sends what waits, as long as `left` is not given; what fails then is not tried again. */
  async finish(left: AbortSignal): Promise<void> {
    await Promise.all([...this.#hooks.values()].map((hook) => hook.finish(left)));
  }
}
