import { normaliseRoute } from '../routing-rules/route-rule.js';
import { ControlDesk } from './control-desk.js';
import { Controller } from './controller.js';
import type { DialRequest } from './desk.js';
import { Keeper } from './keeper.js';
import type { MismatchClass } from './mismatch-class.js';
import type { SideVersions } from './side-versions.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { openSqliteStore } from './store/sqlite-store.js';
import { emptyTally, type Finding, type PairedTimes } from './tally.js';

type Authored = Parameters<typeof normaliseRoute>[1];

/** A route whose guards pass within a few seconds of a hundred clean entities each. */
export const quick: NonNullable<Authored['dial']> = {
  raise: 'auto',
  plan: [0.05, 0.5, 1],
  dwell: { shadow: 30_000, step: 10_000 },
  guards: {
    mismatch: { below: 0.1, confidence: 0.95 },
    errors: { worseBy: 0.02 },
    latency: 'none',
    coverage: { keys: 20, dropped: 0.5 },
  },
};

export const admin = { name: 'ada', role: 'admin' } as const;

/** A route, its controller and its desk on a clock of their own, over a store in memory. */
export async function watched(
  options: {
    readonly dial?: Authored['dial'];
    readonly more?: Partial<Authored>;
    readonly store?: EvidenceStore;
    readonly versions?: SideVersions;
  } = {},
) {
  const store = options.store ?? (await openSqliteStore(':memory:'));
  let seconds = 0;
  const now = (): Date => new Date(Date.UTC(2026, 4, 1) + seconds * 1000);
  let compare = {};
  let answers = '';
  const route = (versions?: SideVersions) => ({
    rule: normaliseRoute('r', {
      match: { methods: ['GET'], path: '/items/:id' },
      legacy: 'legacy',
      candidate: { upstream: 'candidate' },
      dial: options.dial ?? quick,
      ...options.more,
    }),
    compare,
    answers,
    ...(versions && { versions }),
  });
  const keeper = await Keeper.open([route(options.versions)], store, now);
  const is = { standby: false, away: false };
  const refused: string[] = [];
  const desk = new ControlDesk(
    keeper,
    store,
    now,
    () => undefined,
    () => (is.standby ? 'standby' : undefined),
    (value) => value.toString(),
  );
  const controller = new Controller({
    keeper,
    turn: (...args) => desk.turnDial(...args),
    mayTurn: () => !is.standby,
    mayRise: () => !is.away,
    now,
    clock: () => seconds,
    refused: (_, detail) => refused.push(detail),
  });
  let entity = 0;
  let edition = 1;
  const good: PairedTimes = {
    legacy: { failed: false, total: 0.2 },
    candidate: { failed: false, total: 0.01 },
  };

  /** Compares entities that were never met, this many clean and this many bad, in one second; then the tick is over. */
  async function second(
    of: {
      readonly clean?: number;
      readonly bad?: number;
      readonly class?: MismatchClass;
      readonly pairs?: readonly PairedTimes[];
    } = {},
  ): Promise<void> {
    const { clean = 40, bad = 0, class: mismatchClass = 'semantic' } = of;
    const pairs = of.pairs ?? Array.from({ length: clean + bad }, () => good);
    keeper.traffic({
      ...emptyTally,
      requests: [{ route: 'r', servedBy: 'legacy', code: '2xx', count: clean + bad }],
      paired: [{ route: 'r', pairs }],
      edition,
    });
    // Evenly among the clean ones.
    const isBad = (i: number): boolean =>
      Math.floor(((i + 1) * bad) / (clean + bad)) > Math.floor((i * bad) / (clean + bad));
    for (let i = 0; i < clean + bad; i += 1)
      keeper.finding(found(`e${(entity += 1)}`, isBad(i), mismatchClass));
    seconds += 1;
    await controller.tick();
  }

  function found(name: string, bad: boolean, mismatchClass: MismatchClass): Finding {
    const census = [{ pattern: '$.a', ignored: false, equal: true, differs: false, absent: false }];
    if (!bad) return { route: 'r', entity: name, edition, verdict: 'match', census };
    const fields = [{ pattern: '$.a', kind: 'value', class: mismatchClass }] as const;
    return {
      route: 'r',
      entity: name,
      edition,
      verdict: 'mismatch',
      class: mismatchClass,
      key: name,
      fields,
      sample: null,
    };
  }

  return {
    keeper,
    desk,
    store,
    is,
    refused,
    second,
    now,
    /** Compares these entities in one second, bad where said so; then the tick is over unless it goes on. */
    async again(names: readonly string[], bad: (i: number) => boolean, isOver = true): Promise<void> {
      names.forEach((name, i) => keeper.finding(found(name, bad(i), 'semantic')));
      if (isOver) await second({ clean: 0, pairs: names.map(() => good) });
    },
    async seconds(count: number, of: Parameters<typeof second>[0] = {}): Promise<void> {
      for (let i = 0; i < count; i += 1) await second(of);
    },
    /** Time that nobody watched. */
    skip(count: number): void {
      seconds += count;
    },
    /** Goes on until the dial stands elsewhere, at most this many seconds; tells how many it took. */
    async until(
      reached: () => boolean,
      most: number,
      of: Parameters<typeof second>[0] = {},
    ): Promise<number> {
      let took = 0;
      for (; took < most && !reached(); took += 1) await second(of);
      return took;
    },
    /** Another edition serves from now on, with other versions where they are said. */
    async deploy(versions = options.versions): Promise<void> {
      edition += 1;
      await desk.reopen([route(versions)], edition);
    },
    /** The same as {@link deploy}, with other rules of comparing. */
    async edit(rules: object, versions = options.versions): Promise<void> {
      compare = rules;
      await this.deploy(versions);
    },
    /** Other services answer from now on, behind the same names. */
    async move(to: string): Promise<void> {
      answers = to;
      await this.deploy();
    },
    turn: (request: DialRequest) => desk.turnDial('r', request, admin),
    get card() {
      const card = desk.route('r');
      if (!card) throw new Error('no route');
      return card;
    },
    get share(): number {
      return keeper.of('r')?.dial.share ?? Number.NaN;
    },
  };
}
