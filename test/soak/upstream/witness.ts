import { valueOf, type WireRequest } from '../../wire-message.js';
import type { Side } from '../plan.js';
import { safePost, secret, shadowless } from '../request.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Sees what reaches an upstream, and says what never should have. */
export class Witness {
  readonly violations: Record<string, number> = {};
  readonly #written = new Set<string>();

  constructor(private readonly side: Side) {}

  /** Looks at one request. */
  see({ method, target, headers }: WireRequest): void {
    if (target.includes('smuggled')) this.note('a smuggled request');
    const write = valueOf(headers, 'x-soak-write');
    if (write !== undefined && this.#written.has(write)) this.note('a write that came twice');
    if (write !== undefined) this.#written.add(write);
    if (this.side === 'legacy') return;
    if (!safeMethods.has(method) && !target.startsWith(safePost)) this.note(`a ${method}`);
    if (shadowless.some((path) => target.startsWith(path))) this.note('what belongs to legacy alone');
    if (valueOf(headers, 'upgrade') !== undefined) this.note('an upgrade');
    if (headers.some(([, value]) => value.includes(secret))) this.note("a client's credentials");
  }

  /** Something came that is no HTTP; whoever broke off is not to blame. */
  problem(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (!/^(ended|broken)\b/.test(message)) this.note(`no HTTP: ${message.slice(0, 120)}`);
  }

  note(what: string): void {
    this.violations[what] = (this.violations[what] ?? 0) + 1;
  }
}
