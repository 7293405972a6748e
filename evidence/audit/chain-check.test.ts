import { assert, constantFrom, jsonValue, nat, oneof, property } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../scorecard.js';
import { checked, hashedAnew, linesOf, writtenChain } from './chain.cases.js';

let chain: readonly AuditEntry[];
beforeAll(async () => {
  chain = await writtenChain();
});

/** A place in JSON: names and positions, from the outside in. */
type Path = readonly (string | number)[];

/** Every place in a value, its own included where it is nothing further. */
function pathsIn(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [[]];
  return Object.entries(value).flatMap(([name, inner]) => [
    [name],
    ...pathsIn(inner).map((path) => [name, ...path]),
  ]);
}

/** The same with another value at a place; without it where that is undefined. */
function withAt(value: unknown, [name, ...rest]: Path, other: unknown): unknown {
  if (name === undefined) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  const inner = withAt(copy[name], rest, other);
  if (inner === undefined && !Array.isArray(value)) delete copy[name];
  else copy[name] = inner;
  return copy;
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner, name) => (inner as Record<string, unknown>)?.[name], value);

const changedAt = (index: number, path: Path, other: unknown): readonly AuditEntry[] =>
  chain.map((entry, i) => (i === index ? (withAt(entry, path, other) as AuditEntry) : entry));

const indexOf = (wanted: (entry: AuditEntry) => boolean): number => {
  const index = chain.findIndex(wanted);
  if (index < 0) throw new Error('no such entry');
  return index;
};
const raise = () => indexOf(({ action }) => action === 'promote');
const last = () => chain.at(-1) as AuditEntry;
/** The first entry, a raise. */
const first = () => chain[0] as AuditEntry;

describe('a chain as Banyan writes it', () => {
  it('holds, and every decision comes out again', () => {
    expect(chain.map(({ action, role, to }) => `${action} by ${role} to ${to.share}`)).toEqual([
      'promote by controller to 0.05',
      'promote by controller to 0.5',
      'hold by admin to 0.5',
      'resume by admin to 0.5',
      'turn by admin to 1',
      'rollback by admin to 0',
      'acknowledge by admin to 0',
      'turn by admin to 0.25',
      'rollback by controller to 0',
      'forget by admin to 0',
      'restart-evidence by admin to 0',
    ]);
    const { flaws, report } = checked(linesOf(chain), chain[3]?.hash);
    expect(flaws).toEqual([]);
    expect(report).toEqual({
      entries: 11,
      decisions: { judged: 10, told: 1, found: 0, earlier: 0, 'other-rules': 0, unreadable: 0 },
      unjudged: [],
      flaws: 0,
      first: { id: 1, hash: chain[0]?.hash },
      last: { id: 11, hash: last().hash },
      fromStart: true,
      expected: 4,
    });
  });

  it('tells when it is read from the middle on, and when an expected hash is not in it', () => {
    const { flaws, report } = checked(linesOf(chain.slice(4)), '0'.repeat(64));
    expect(flaws).toEqual([]);
    expect(report).toMatchObject({ fromStart: false, first: { id: 5 }, expected: null });
  });

  it('cut off at its end it looks whole, but for a hash that was kept elsewhere', () => {
    const { flaws, report } = checked(linesOf(chain.slice(0, -2)), last().hash);
    expect(flaws).toEqual([]);
    expect(report.expected).toBeNull();
  });

  it('is nothing that is wrong while it is empty', () => {
    expect(checked([]).report).toMatchObject({ entries: 0, flaws: 0, first: null, last: null });
  });
});

describe('a chain that was tampered with', () => {
  it('is found, whatever member of whatever entry was changed, added or taken out', () => {
    const otherValue = oneof(constantFrom(undefined, null, 0, 1, '', true, false, {}, []), jsonValue());
    assert(
      property(nat(), nat(), otherValue, (which, where, other) => {
        const index = which % chain.length;
        const paths = pathsIn(chain[index]);
        const path = paths[where % paths.length] ?? [];
        const before = linesOf(chain);
        const after = linesOf(changedAt(index, path, other));
        if (before[index] === after[index]) return;
        expect(checked(after).flaws).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is found where an entry was taken out, doubled, or put elsewhere', () => {
    for (let i = 0; i < chain.length - 1; i += 1) {
      const [without, doubled] = [chain.toSpliced(i, 1), chain.toSpliced(i, 0, chain[i] as AuditEntry)];
      const swapped = chain.with(i, chain[i + 1] as AuditEntry).with(i + 1, chain[i] as AuditEntry);
      if (i > 0) expect(checked(linesOf(without)).flaws).not.toEqual([]);
      else expect(checked(linesOf(without)).report.fromStart).toBe(false);
      expect(checked(linesOf(doubled)).flaws).not.toEqual([]);
      expect(checked(linesOf(swapped)).flaws).not.toEqual([]);
    }
  });

  it.each([
    ['with a member twice', (line: string) => line.replace('{', '{"to":{"share":1,"stage":"live"},')],
    ['with blanks', (line: string) => line.replace(',', ', ')],
    ['with a number that reads as another', (line: string) => line.replace('"share":0.05', '"share":0.050')],
    ['that breaks off', (line: string) => line.slice(0, -20)],
    ['that is nested without end', () => `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['that is empty', () => ''],
  ])('is found where a line was written %s', (_, rewrite) => {
    const lines = linesOf(chain);
    expect(checked(lines.with(0, rewrite(lines[0] ?? ''))).flaws).not.toEqual([]);
  });

  it('says which entry, what, and what that means', () => {
    const { flaws } = checked(linesOf(changedAt(raise(), ['reason'], 'because')));
    expect(flaws).toEqual([
      {
        id: 1,
        line: 1,
        what: expect.stringMatching(/^has the hash [0-9a-f]{12}…, but what it says has [0-9a-f]{12}…$/),
        means: expect.stringContaining('changed afterwards'),
      },
    ]);
  });
});

describe('a chain that was tampered with and hashed anew', () => {
  const byItself = ({ action, role }: AuditEntry): boolean => action === 'rollback' && role === 'controller';
  const foundIn = (index: number, path: Path, other: unknown): readonly string[] => {
    const { flaws } = checked(linesOf(hashedAnew(changedAt(index, path, other))));
    return flaws.map(({ id, what }) => `${id}: ${what}`);
  };

  it('looks whole where it is not about what was decided: only a hash that was kept elsewhere tells', () => {
    const anew = hashedAnew(changedAt(raise(), ['actor'], 'somebody else'));
    const { flaws, report } = checked(linesOf(anew), last().hash);
    expect([flaws, report.expected]).toEqual([[], null]);
  });

  it('is found by every count, threshold, proof and verdict that a guard rests on', () => {
    const guards = (first().evidence as { guards: { proofs: object[] }[] }).guards;
    const places: Path[] = [
      ...guards.flatMap(({ proofs }, i) => [
        ['guards', i, 'verdict'],
        ['guards', i, 'name'],
        ...proofs.flatMap((proof, j) => Object.keys(proof).map((name) => ['guards', i, 'proofs', j, name])),
      ]),
      ...['compared', 'bad'].map((name) => ['evidence', 'entities', name]),
      ...['draws', 'bad'].map((name) => ['evidence', 'draws', name]),
      ...['pairs', 'candidateOnlyBad', 'legacyOnlyBad'].map((name) => ['evidence', 'errors', name]),
      ...['below', 'alpha', 'errors', 'leavesShadow'].map((name) => ['settings', name]),
      ['evidence', 'fewEntities'],
    ];
    expect(places.length).toBeGreaterThan(30);
    for (const path of places) {
      const before = at(chain[raise()]?.evidence, path);
      const others =
        typeof before === 'number'
          ? [before + 1, before * (1 + 1e-6) + 1e-6, -before - 1, null]
          : typeof before === 'boolean'
            ? [!before, null]
            : ['hold', 'F2', null];
      for (const other of others.filter((one) => one !== before))
        expect(foundIn(raise(), ['evidence', ...path], other), `${path.join('.')} = ${other}`).not.toEqual(
          [],
        );
    }
  });

  it.each<[string, (entry: AuditEntry) => boolean, Path, unknown, RegExp]>([
    [
      'a raise leads elsewhere',
      ({ action }) => action === 'promote',
      ['to', 'share'],
      0.5,
      /not to split 50 %/,
    ],
    [
      'a raise begins elsewhere',
      ({ action }) => action === 'promote',
      ['from', 'share'],
      0.01,
      /it says from/,
    ],
    [
      'its dwell was not over',
      ({ action }) => action === 'promote',
      ['evidence', 'evidence', 'dwelt'],
      3,
      /dwell says hold/,
    ],
    [
      'its dial was held',
      ({ action }) => action === 'promote',
      ['evidence', 'turn', 'before', 'held'],
      true,
      /refused: The dial is held/,
    ],
    [
      'it was frozen',
      ({ action }) => action === 'promote',
      ['evidence', 'turn', 'frozen'],
      'Frozen.',
      /refused: Frozen\. .*[^.]$/,
    ],
    [
      'a forced raise was not forced',
      ({ forced }) => forced,
      ['evidence', 'turn', 'force'],
      false,
      /^\d+: judged again the turn is refused: The guards do not allow [^\n]* yet: [^\n]*: [^\n]*[^.\n]$/,
    ],
    ['a forced raise was no admin’s', ({ forced }) => forced, ['role'], 'operator', /refused: Only an admin/],
    ['a forced raise does not say so', ({ forced }) => forced, ['forced'], false, /says not forced/],
    [
      'a raise was not forced after all',
      ({ action }) => action === 'promote',
      ['forced'],
      true,
      /says forced/,
    ],
    [
      'an operator unlatched nothing',
      ({ action }) => action === 'acknowledge',
      ['action'],
      'unlatch',
      /refused/,
    ],
    ['a viewer held', ({ action }) => action === 'hold', ['role'], 'viewer', /refused: To hold needs/],
    [
      'a hold was none',
      ({ action }) => action === 'hold',
      ['evidence', 'turn', 'after', 'held'],
      false,
      /another dial: held/,
    ],
    ['a rollback was never', ({ action }) => action === 'rollback', ['action'], 'hold', /leads to/],
    [
      'its reason was another',
      ({ action }) => action === 'rollback',
      ['reason'],
      'calm',
      /another dial: rolledBack/,
    ],
    [
      'its time was another',
      ({ action }) => action === 'rollback',
      ['time'],
      '2020-01-01T00:00:00.000Z',
      /another dial: rolledBack/,
    ],
    [
      'a raise passes by a rollback that nobody answered for',
      ({ action }) => action === 'promote',
      ['evidence', 'turn', 'before', 'rolledBack'],
      {
        at: '2026-05-01T00:00:00.000Z',
        why: 'all is bad',
        automatic: true,
        candidate: null,
        acknowledged: false,
        latched: false,
      },
      /thresholds are not those/,
    ],
    [
      'a raise passes by its detectors',
      ({ action }) => action === 'promote',
      ['evidence', 'evidence', 'detectors'],
      [],
      /detectors are not those/,
    ],
    [
      'a raise was made at the error of an earlier attempt',
      ({ action }) => action === 'promote',
      ['evidence', 'attempt'],
      2,
      /thresholds are not those/,
    ],
    [
      'what brought it down was not that much',
      byItself,
      ['evidence', 'turn', 'grounds', 'last', 'bad'],
      9,
      /says “nothing asks for it”, not “10 of the last/,
    ],
    [
      'it came down by itself for no reason',
      byItself,
      ['evidence', 'turn', 'grounds'],
      null,
      /nothing in it asks/,
    ],
    [
      'it came down by itself, and somebody says it was them',
      byItself,
      ['role'],
      'operator',
      /grounds to come down by itself/,
    ],
    [
      'a forgotten entity moved a dial',
      ({ action }) => action === 'forget',
      ['to'],
      { stage: 'live', share: 1 },
      /moves no dial/,
    ],
    [
      'a plan knows no such step',
      ({ action }) => action === 'promote',
      ['evidence', 'turn', 'plan'],
      [0.5],
      /leads to split 50 %/,
    ],
    [
      'its record is no record',
      ({ action }) => action === 'promote',
      ['evidence', 'turn', 'plan'],
      'all',
      /cannot be read \(evidence\.turn\.plan/,
    ],
  ])('is found where %s', (_, which, path, other, what) => {
    expect(foundIn(indexOf(which), path, other).join('\n')).toMatch(what);
  });

  it('is found where a raise was put between: the dial of the next turn is another', () => {
    const resumed = indexOf(({ action }) => action === 'resume');
    const without = chain.toSpliced(resumed, 1).map((entry, i) => ({ ...entry, id: i + 1 }));
    expect(checked(linesOf(hashedAnew(without))).flaws[0]?.what).toMatch(
      /begins with another dial of r than entry 3 left/,
    );
  });
});

describe('an entry that cannot be judged again', () => {
  const told = (entry: AuditEntry) => {
    const { flaws, report } = checked(linesOf(hashedAnew([entry])));
    return { flaws, ...report.decisions, unjudged: report.unjudged };
  };

  it('is counted as of an earlier version where that kept less', () => {
    const { turn: _, ...less } = first().evidence as Record<string, unknown>;
    expect(told({ ...first(), evidence: less })).toMatchObject({
      flaws: [],
      earlier: 1,
      judged: 0,
      unjudged: [1],
    });
  });

  it('is counted where it was judged by other rules, or does what is not known here', () => {
    expect(told(changedAt(0, ['evidence', 'turn', 'rules'], 1)[0] as AuditEntry)).toMatchObject({
      flaws: [],
      'other-rules': 1,
    });
    const unknown = { ...first(), action: 'sleep', evidence: {} };
    expect(told(unknown)).toMatchObject({ flaws: [], 'other-rules': 1 });
  });
});
