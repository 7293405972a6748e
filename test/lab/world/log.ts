import type { Chance } from '../../../demo/chance.js';
import { pick } from '../../../demo/chance.js';
import type { Place, Value } from './fields.js';
import type { Settings } from './settings.js';
import { Shop } from './shop.js';

/** What somebody does to a customer. */
export type Write =
  | 'create'
  | 'remove'
  | 'name'
  | 'segment'
  | 'tier'
  | 'status'
  | 'score'
  | 'rank'
  | 'balance'
  | 'creditLimit'
  | 'country'
  | 'campaign'
  | 'logins'
  | 'tags'
  /** Joins, or leaves. */
  | 'loyalty'
  | 'loyalty.level'
  | 'loyalty.points'
  | 'order'
  | 'order-removal'
  | 'orders.total'
  | 'orders.status';

/**
 * What becomes of an event on its way to the projection: `dropped` never arrives, `twice` is applied again at
 * once, `late` is applied after the `buried` one that follows it, which it so undoes.
 */
export type Mark = 'dropped' | 'twice' | 'late' | 'buried';

export interface Change {
  readonly place: Place;
  readonly value: Value;
  /** Of a counter: what it grows by. */
  readonly adds?: number;
}

export interface LogEvent {
  /** Milliseconds; −Infinity for what was there before the world began. */
  readonly at: number;
  readonly changes: readonly Change[];
  readonly mark?: Mark | undefined;
}

export interface Writing {
  readonly at: number;
  readonly write: Write;
  readonly mark?: Mark | undefined;
}

/** What will happen to one customer, before it is known which values are written. */
export interface Draft {
  readonly settings: Settings;
  readonly chance: Chance;
  created: Writing;
  removed: Writing | undefined;
  readonly writings: Writing[];
}

/** How often which write is met among those to one customer. */
const often: Readonly<Partial<Record<Write, number>>> = {
  name: 4,
  segment: 6,
  tier: 6,
  status: 8,
  score: 12,
  rank: 4,
  balance: 14,
  creditLimit: 3,
  country: 3,
  logins: 12,
  tags: 5,
  loyalty: 2,
  'loyalty.level': 2,
  'loyalty.points': 5,
  order: 6,
  'order-removal': 4,
  'orders.total': 4,
  'orders.status': 12,
};
const writes = Object.entries(often).flatMap(([write, times]) => Array<Write>(times).fill(write as Write));

/** Of a hundred customers these come, and these go, while the world lasts. */
const newcomers = 0.05;
const leavers = 0.03;

/** The plain life of a customer: faults may add to it. */
export function draftOf(settings: Settings, chance: Chance): Draft {
  const { duration, writesPerMinute } = settings;
  const isNew = chance() < newcomers;
  const draft: Draft = {
    settings,
    chance,
    created: { at: isNew ? Math.ceil((chance() * duration) / 2) : -Infinity, write: 'create' },
    removed: undefined,
    writings: [],
  };
  if (chance() < leavers) draft.removed = { at: someTime(draft), write: 'remove' };
  const every = 60_000 / writesPerMinute;
  for (let at = waitOf(chance, every); at <= duration; at += waitOf(chance, every)) {
    draft.writings.push({ at, write: pick(chance, writes) });
  }
  return draft;
}

/** Whole milliseconds until the next of events that come every `mean` on average; at least 1. */
export function waitOf(chance: Chance, mean: number): number {
  return Math.max(1, Math.round(-Math.log(1 - chance()) * mean));
}

/** An instant in the first three quarters of the customer's life, so that there is time to see what it does. */
export function someTime({ settings, chance, created, removed }: Draft): number {
  const from = Math.max(created.at, 0);
  const to = removed?.at ?? settings.duration;
  return Math.ceil(from + (0.02 + 0.73 * chance()) * (to - from));
}

/** The events of a customer's life in order of time, each with the values that it writes. */
export function logOf(entity: string, draft: Draft): readonly LogEvent[] {
  const { created, removed, chance } = draft;
  const inLife = draft.writings.filter(({ at }) => at > created.at && at < (removed?.at ?? Infinity));
  const ordered = [created, ...inLife.sort((a, b) => a.at - b.at), ...(removed ? [removed] : [])];
  const shop = new Shop(entity, chance);
  return ordered.flatMap(({ at, write, mark }) => {
    const changes = shop.write(write, at);
    return changes.length === 0 ? [] : [{ at, changes, mark }];
  });
}
