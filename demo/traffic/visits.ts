import { between, type Chance, chanceFrom, pick } from '../chance.js';
import { customerId } from '../customers.js';
import { zipf } from './zipf.js';

/** One call of a customer care agent, and how long after the previous one it comes. */
export interface Visit {
  readonly afterMs: number;
  readonly agent: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Absent on reads. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What the traffic is made of. */
export interface Habits {
  readonly seed: string;
  readonly customers: number;
  /** Calls per second, on average. */
  readonly rate: number;
}

const AGENTS = 500;
const EXPONENT = 0.85;
const WRITES = 0.08;
/** Agents mistype: both sides must say 404 alike. */
const UNKNOWN = 0.01;

type Write = readonly [path: string, body: Readonly<Record<string, unknown>>];

function order(chance: Chance): Write {
  return ['orders', { items: between(chance, 1, 9), totalCents: between(chance, 499, 39_999) }];
}

function someWrite(chance: Chance): Write {
  const kind = chance();
  if (kind < 0.3) return order(chance);
  if (kind < 0.55)
    return ['payments', { outcome: pick(chance, ['SETTLED', 'SETTLED', 'SETTLED', 'FAILED', 'REFUNDED']) }];
  if (kind < 0.75)
    return ['shipments', { status: pick(chance, ['SHIPPED', 'DELAYED', 'DELIVERED', 'DELIVERED']) }];
  if (kind < 0.87) return ['loyalty', { points: between(chance, -200, 400) }];
  if (kind < 0.93) {
    const reason = pick(chance, ['changed-mind', 'damaged', 'incomplete', 'late']);
    return ['returns', { orderId: 'counter', reason, refundCents: between(chance, 499, 19_999) }];
  }
  if (kind < 0.98) return ['returns/closure', {}];
  return ['fraud', { level: pick(chance, ['NONE', 'NONE', 'WATCH']) }];
}

/** The calls, without end, the same for the same seed. */
export function* visits({ seed, customers, rate }: Habits): Generator<Visit, never> {
  const chance = chanceFrom(`${seed}/traffic`);
  const popular = zipf(customers, EXPONENT, chance);
  for (;;) {
    // Exponential gaps: agents do not wait for one another.
    const afterMs = (-Math.log(1 - chance()) / rate) * 1_000;
    const agent = `agent-${String(between(chance, 1, AGENTS)).padStart(3, '0')}`;
    const id = chance() < UNKNOWN ? `C-${between(chance, 1, 9)}` : customerId(popular());
    if (chance() >= WRITES) {
      yield { afterMs, agent, method: 'GET', path: `/api/customers/${id}/overview` };
      continue;
    }
    const [write, body] = someWrite(chance);
    yield { afterMs, agent, method: 'POST', path: `/api/customers/${id}/${write}`, body };
  }
}
