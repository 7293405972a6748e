import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../scorecard.js';
import { at, checked, hashedAnew, linesOf, type Path, tampering, writtenChain } from './chain.cases.js';

let written: ReturnType<typeof tampering>;
beforeAll(async () => {
  written = tampering(await writtenChain());
});

describe('a chain that was tampered with and hashed anew', () => {
  const byItself = ({ action, role }: AuditEntry): boolean => action === 'rollback' && role === 'controller';
  const foundIn = (index: number, path: Path, other: unknown): readonly string[] => {
    const { flaws } = checked(linesOf(hashedAnew(written.changedAt(index, path, other))));
    return flaws.map(({ id, what }) => `${id}: ${what}`);
  };

  it('looks whole where it is not about what was decided: only a hash that was kept elsewhere tells', () => {
    const anew = hashedAnew(written.changedAt(written.raise(), ['actor'], 'somebody else'));
    const { flaws, report } = checked(linesOf(anew), written.last().hash);
    expect([flaws, report.expected]).toEqual([[], null]);
  });

  it('is found by every count, threshold, proof and verdict that a guard rests on', () => {
    const guards = (written.first().evidence as { guards: { proofs: object[] }[] }).guards;
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
      const before = at(written.chain[written.raise()]?.evidence, path);
      const others =
        typeof before === 'number'
          ? [before + 1, before * (1 + 1e-6) + 1e-6, -before - 1, null]
          : typeof before === 'boolean'
            ? [!before, null]
            : ['hold', 'F2', null];
      for (const other of others.filter((one) => one !== before))
        expect(
          foundIn(written.raise(), ['evidence', ...path], other),
          `${path.join('.')} = ${other}`,
        ).not.toEqual([]);
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
    expect(foundIn(written.indexOf(which), path, other).join('\n')).toMatch(what);
  });

  it('is found where a raise was put between: the dial of the next turn is another', () => {
    const resumed = written.indexOf(({ action }) => action === 'resume');
    const without = written.chain.toSpliced(resumed, 1).map((entry, i) => ({ ...entry, id: i + 1 }));
    expect(checked(linesOf(hashedAnew(without))).flaws[0]?.what).toMatch(
      /begins with another dial of r than entry 3 left/,
    );
  });
});
