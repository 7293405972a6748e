import { canonical, chainStart, hashOf } from '../audit-chain.js';
import { admin, watched } from '../controller.cases.js';
import type { AuditEntry } from '../scorecard.js';
import { ChainCheck, type Flaw } from './chain-check.js';

/**
 * A chain as a route writes it that rises by itself, is held and resumed, forced, rolled back by hand and by itself,
 * acknowledged, has an entity forgotten and its evidence restarted.
 */
export async function writtenChain(): Promise<readonly AuditEntry[]> {
  const route = await watched();
  const turn = async (request: Parameters<typeof route.turn>[0]): Promise<void> => {
    const outcome = await route.turn(request);
    if (outcome.kind === 'refused') throw new Error(outcome.detail);
  };
  await route.until(() => route.share === 0.5, 3_000);
  await turn({ action: 'hold', reason: 'wait for marketing' });
  await turn({ action: 'resume', reason: 'go on' });
  await turn({ action: 'turn', share: 1, reason: 'it is Friday', force: true });
  await turn({ action: 'rollback', reason: 'it is Friday' });
  await turn({ action: 'acknowledge', reason: 'seen' });
  await turn({ action: 'turn', share: 0.25, reason: 'once more', force: true });
  await route.until(() => route.share === 0, 60, { clean: 20, bad: 20 });
  await route.keeper.save();
  const [bad] = route.desk.entities('r', {}).entities;
  if (bad) await route.desk.forgetEntity('r', { key: bad.key, reason: 'asked to' }, admin);
  await turn({ action: 'restart-evidence', reason: 'mended' });
  return route.store.audit({ after: 0, limit: 1_000 });
}

/** What does not hold of lines, oldest first, and what is told of them all. */
export function checked(lines: readonly string[], expect?: string) {
  const check = new ChainCheck(expect);
  const flaws: readonly Flaw[] = lines.flatMap((line) => check.take(line));
  return { flaws, report: check.report };
}

/** Entries as they are exported. */
export const linesOf = (entries: readonly unknown[]): readonly string[] => entries.map(canonical);

/** The same entries with hashes that hold, as somebody writes them who changed one. */
export function hashedAnew(entries: readonly AuditEntry[]): readonly AuditEntry[] {
  let previous = entries[0]?.previous ?? chainStart;
  return entries.map((entry) => {
    const linked = { ...entry, previous };
    previous = hashOf(linked);
    return { ...linked, hash: previous };
  });
}

/** A place in JSON: names and positions, from the outside in. */
export type Path = readonly (string | number)[];

/** The same with another value at a place; without it where that is undefined. */
function withAt(value: unknown, [name, ...rest]: Path, other: unknown): unknown {
  if (name === undefined) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  const inner = withAt(copy[name], rest, other);
  if (inner === undefined && !Array.isArray(value)) delete copy[name];
  else copy[name] = inner;
  return copy;
}

/** What stands at a place. */
export const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner, name) => (inner as Record<string, unknown>)?.[name], value);

/** A chain that somebody may tamper with. */
export const tampering = (chain: readonly AuditEntry[]) => {
  const indexOf = (wanted: (entry: AuditEntry) => boolean): number => {
    const index = chain.findIndex(wanted);
    if (index < 0) throw new Error('no such entry');
    return index;
  };
  return {
    chain,
    indexOf,
    raise: (): number => indexOf(({ action }) => action === 'promote'),
    last: () => chain.at(-1) as AuditEntry,
    /** The first entry, a raise. */
    first: () => chain[0] as AuditEntry,
    /** The same with another value at a place of one entry. */
    changedAt: (index: number, path: Path, other: unknown): readonly AuditEntry[] =>
      chain.map((entry, i) => (i === index ? (withAt(entry, path, other) as AuditEntry) : entry)),
  };
};
