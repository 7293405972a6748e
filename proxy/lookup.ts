import dns, { type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** How long an answer is used before it is asked for again, in milliseconds. */
const freshFor = 30_000;
/** How long an earlier answer serves while a new one is awaited; an older address may be somebody else's by now. */
const staleFor = 300_000;

interface Known {
  readonly addresses: readonly LookupAddress[];
  readonly since: number;
}
type Waiting = (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void;
type AskSystem = (host: string, answer: Waiting) => void;

const askSystem: AskSystem = (host, answer) => dns.lookup(host, { all: true }, answer);

/**
 * Finds the addresses of an upstream without letting one hurt another: a lookup holds one of the few threads
 * that all of Node shares (libuv's four), for as long as a name server is silent (design: faults 3). So a
 * name is asked for once at a time, and the last answer serves while the next is awaited, or fails.
 */
export class Lookup {
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(
    private readonly ask: AskSystem = askSystem,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asks ahead, so that the first connection need not wait. */
  warm(host: string): void {
    this.#find(host, () => undefined);
  }

  /** As `net.connect` takes it. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.#find(host, (error, addresses) => {
      const fitting = addresses.filter(({ family }) => !options.family || family === options.family);
      const [first] = fitting;
      if (error || !first) callback(error ?? notFound(host), '', 0);
      else if (options.all) callback(null, [...fitting]);
      else callback(null, first.address, first.family);
    });
  };

  #find(host: string, answer: Waiting): void {
    const known = this.#known.get(host);
    const age = known ? this.now() - known.since : Infinity;
    const serves = known !== undefined && age < staleFor;
    if (serves) queueMicrotask(() => answer(null, known.addresses));
    if (age < freshFor) return;
    const waiting = this.#waiting.get(host);
    if (waiting) {
      if (!serves) waiting.push(answer);
      return;
    }
    this.#waiting.set(host, serves ? [] : [answer]);
    this.ask(host, (error, addresses) => {
      if (!error) this.#known.set(host, { addresses, since: this.now() });
      const told = this.#waiting.get(host) ?? [];
      this.#waiting.delete(host);
      // A name server that fails is no reason to lose an upstream that is still where it was.
      const last = this.#known.get(host);
      for (const tell of told) tell(last ? null : error, last?.addresses ?? []);
    });
  }
}

function notFound(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address of the wanted family for ${host}`), { code: 'ENOTFOUND' });
}
