import { ControlDesk } from '../../evidence/control-desk.js';
import { Controller } from '../../evidence/controller.js';
import { Keeper } from '../../evidence/keeper.js';
import type { MismatchClass } from '../../evidence/mismatch-class.js';
import { openSqliteStore } from '../../evidence/store/sqlite-store.js';
import { emptyTally, type Finding, type PairedTimes } from '../../evidence/tally.js';
import { normaliseRoute } from '../../routing-rules/route-rule.js';

/** What stands under `dial:` of the route. */
export type Authored = NonNullable<Parameters<typeof normaliseRoute>[1]['dial']>;

const name = 'simulated';

/** The route with these settings of its dial; everything else is at its default. */
export const ruleOf = (dial: Authored = {}) =>
  normaliseRoute(name, {
    match: { methods: ['GET'], path: '/items/:id' },
    legacy: 'legacy',
    candidate: { upstream: 'candidate' },
    dial,
  });

const fields = [{ pattern: '$.total', kind: 'value' }] as const;
const census = [{ pattern: '$.id', ignored: false, equal: true, differs: false, absent: false }];

/** One more comparison, as the analyst would tell of it. */
export function found(entity: string, isBad: boolean, mismatchClass: MismatchClass = 'failed'): Finding {
  if (!isBad) return { route: name, entity, verdict: 'match' };
  return {
    route: name,
    entity,
    verdict: 'mismatch',
    class: mismatchClass,
    key: entity,
    fields: fields.map((field) => ({ ...field, class: mismatchClass })),
    sample: null,
  };
}

/** One comparison differs, and both sides are read again: what it comes to is told later, by its name. */
export const suspected = (entity: string, suspect: string): Finding => ({
  route: name,
  entity,
  verdict: 'settling',
  suspect,
  key: entity,
  fields,
  sample: null,
});

/** What it came to. */
export const settledBad = (entity: string, suspect: string): Finding => ({
  route: name,
  entity,
  verdict: 'settled',
  suspect,
  class: 'semantic',
  key: entity,
  fields: fields.map((field) => ({ ...field, class: 'semantic' as const })),
  lags: [],
});

/** Neither side failed, and the candidate is faster. */
export const fine: PairedTimes = {
  legacy: { failed: false, total: 0.2 },
  candidate: { failed: false, total: 0.05 },
};

/** What becomes of one second. */
export interface Second {
  readonly findings: readonly Finding[];
  /** Of both sides' times; as many fine ones as there are findings, if not said. */
  readonly pairs?: readonly PairedTimes[];
}

/** What begins other evidence. */
export interface Changed {
  /** A rule for comparing: whatever it says, another one is another attempt. */
  readonly ignore: readonly string[];
  /** Legacy's version. */
  readonly legacy: string;
}

/**
 * A route with its keeper, its desk and its controller, as they run in control, over a store in memory and on a
 * clock that goes on when it is told to.
 */
export async function openPlace(dial: Authored = {}) {
  const store = await openSqliteStore(':memory:');
  let seconds = 0;
  let edition = 1;
  const now = (): Date => new Date(Date.UTC(2026, 4, 1) + seconds * 1000);
  const route = ({ ignore, legacy }: Changed) => ({
    rule: ruleOf(dial),
    compare: { ignore },
    versions: { legacy, candidate: '1' },
  });
  const keeper = await Keeper.open([route({ ignore: [], legacy: '1' })], store, now);
  const desk = new ControlDesk(
    keeper,
    store,
    now,
    () => undefined,
    () => undefined,
    (value) => value.toString(),
  );
  const refused: string[] = [];
  const controller = new Controller({
    keeper,
    turn: (...args) => desk.turnDial(...args),
    mayTurn: () => true,
    mayRise: () => true,
    now,
    clock: () => seconds,
    refused: (_, detail) => refused.push(detail),
  });
  return {
    keeper,
    desk,
    store,
    refused,
    /** All of one second is told, and its tick is over. */
    async second({ findings, pairs }: Second): Promise<void> {
      keeper.traffic({
        ...emptyTally,
        requests: [{ route: name, servedBy: 'legacy', code: '2xx', count: findings.length }],
        paired: [{ route: name, pairs: pairs ?? findings.map(() => fine) }],
        edition,
      });
      // Which fields legacy has: one comparison in several tells.
      for (const [i, finding] of findings.entries())
        keeper.finding({ ...finding, edition, ...(i === 0 && { census }) });
      seconds += 1;
      await controller.tick();
    },
    /** Rules are edited, or legacy is deployed; what was compared is saved before, as once a second. */
    async change(to: Changed): Promise<void> {
      await keeper.save();
      edition += 1;
      await desk.reopen([route(to)], edition);
    },
    turn: (request: Parameters<typeof desk.turnDial>[1]) =>
      desk.turnDial(name, request, { name: 'ada', role: 'admin' }),
    /** Seconds since it was opened. */
    get seconds(): number {
      return seconds;
    },
    get books() {
      const books = keeper.of(name);
      if (!books) throw new Error('the route is gone');
      return books;
    },
    get share(): number {
      return this.books.dial.share;
    },
  };
}

export type Place = Awaited<ReturnType<typeof openPlace>>;
