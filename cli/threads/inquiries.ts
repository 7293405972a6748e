import type { MessagePort } from 'node:worker_threads';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import type { Inquire, Inquired, Preview, Question, ToldSuggestions } from '../../evidence/inquiry.js';
import type { AskedOfAnalyst, FromAnalystToControl } from './messages.js';

type Answer = Inquired<ToldSuggestions | Preview>;

interface Open {
  readonly line: MessagePort;
  readonly tell: (answer: Answer) => void;
  readonly late: NodeJS.Timeout;
}

/** Questions that wait for the analyst at most: each takes it seconds. */
const mostOpen = 8;
/** Milliseconds that one may wait, those before it included. */
const patience = 25_000;

const unavailable = (detail: string): Answer => ({ kind: 'unavailable', detail });

/**
 * Control's questions to the analyst, on the line that its findings come on. Each is answered, by the analyst or by
 * why it does not: it ended, it is busy, or there is none.
 */
export class Inquiries implements Inquire {
  readonly #open = new Map<number, Open>();
  /** Whoever waits for the suggestions of a route, waits for the same. */
  readonly #suggestions = new Map<string, Promise<Answer>>();
  #line: MessagePort | undefined;
  #ids = 0;

  constructor(private readonly limits = { patience, mostOpen }) {}

  /** A new analyst is to be asked from now on. What else it tells on its line is not heard here. */
  opened(line: MessagePort): void {
    this.#line = line;
    line.on('message', (told: FromAnalystToControl) => {
      if ('answer' in told) this.#close(told.id, told.answer);
    });
    line.on('close', () => this.#closed(line));
  }

  async suggestions(route: string): Promise<Inquired<ToldSuggestions>> {
    const waiting = this.#suggestions.get(route) ?? this.#askOnce(route);
    return (await waiting) as Inquired<ToldSuggestions>;
  }

  async preview(route: string, rules: CompareRules, instead: boolean): Promise<Inquired<Preview>> {
    return (await this.#ask({ about: 'preview', route, rules, instead })) as Inquired<Preview>;
  }

  #askOnce(route: string): Promise<Answer> {
    const asked = this.#ask({ about: 'suggestions', route }).finally(() => this.#suggestions.delete(route));
    this.#suggestions.set(route, asked);
    return asked;
  }

  #ask(question: Question): Promise<Answer> {
    const line = this.#line;
    if (!line) return Promise.resolve(unavailable(none));
    if (this.#open.size >= this.limits.mostOpen) return Promise.resolve(unavailable(busy));
    const id = (this.#ids += 1);
    return new Promise((tell) => {
      const late = setTimeout(() => this.#close(id, unavailable(tooLate)), this.limits.patience).unref();
      this.#open.set(id, { line, tell, late });
      line.postMessage({ id, question } satisfies AskedOfAnalyst);
    });
  }

  /** An analyst is gone, and what it kept with it. */
  #closed(line: MessagePort): void {
    if (this.#line === line) this.#line = undefined;
    for (const [id, open] of this.#open) if (open.line === line) this.#close(id, unavailable(ended));
  }

  #close(id: number, answer: Answer): void {
    const open = this.#open.get(id);
    if (!open) return;
    clearTimeout(open.late);
    this.#open.delete(id);
    open.tell(answer);
  }
}

const ended =
  'The analyst ended while it worked on this, and the pairs that it kept are gone with it. A new one starts; ask again when it has compared some.';
const none =
  'No analyst runs now, and only an analyst has kept pairs. A new one starts by itself; the log says why the last one ended.';
const busy = 'Other questions about rules wait already, and each takes seconds. Ask again in half a minute.';
const tooLate =
  'The analyst has no time for this: it compares what comes in first. Ask again when there is less traffic, or take a smaller sample.';
