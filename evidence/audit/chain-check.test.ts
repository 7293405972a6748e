import { assert, constantFrom, jsonValue, nat, oneof, property } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../scorecard.js';
import { checked, hashedAnew, linesOf, type Path, tampering, writtenChain } from './chain.cases.js';

let written: ReturnType<typeof tampering>;
beforeAll(async () => {
  written = tampering(await writtenChain());
});

/** Every place in a value, its own included where it is nothing further. */
function pathsIn(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [[]];
  return Object.entries(value).flatMap(([name, inner]) => [
    [name],
    ...pathsIn(inner).map((path) => [name, ...path]),
  ]);
}

describe('a chain as Banyan writes it', () => {
  it('holds, and every decision comes out again', () => {
    expect(written.chain.map(({ action, role, to }) => `${action} by ${role} to ${to.share}`)).toEqual([
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
    const { flaws, report } = checked(linesOf(written.chain), written.chain[3]?.hash);
    expect(flaws).toEqual([]);
    expect(report).toEqual({
      entries: 11,
      decisions: { judged: 10, told: 1, found: 0, earlier: 0, 'other-rules': 0, unreadable: 0 },
      unjudged: [],
      flaws: 0,
      first: { id: 1, hash: written.chain[0]?.hash },
      last: { id: 11, hash: written.last().hash },
      fromStart: true,
      expected: 4,
    });
  });

  it('holds as well where it was written before it was recorded by what entities are bad', () => {
    const text = JSON.stringify(written.chain);
    const earlier = text.replaceAll(
      /,"classes":\{"semantic":\d+\}|(?<=entities are bad) \(semantic \d+\)/g,
      '',
    );
    expect(earlier.length).toBeLessThan(text.length);
    expect(earlier).not.toContain('classes');
    const { flaws, report } = checked(linesOf(hashedAnew(JSON.parse(earlier) as AuditEntry[])));
    expect([flaws, report.decisions.judged]).toEqual([[], 10]);
  });

  it('tells when it is read from the middle on, and when an expected hash is not in it', () => {
    const { flaws, report } = checked(linesOf(written.chain.slice(4)), '0'.repeat(64));
    expect(flaws).toEqual([]);
    expect(report).toMatchObject({ fromStart: false, first: { id: 5 }, expected: null });
  });

  it('cut off at its end it looks whole, but for a hash that was kept elsewhere', () => {
    const { flaws, report } = checked(linesOf(written.chain.slice(0, -2)), written.last().hash);
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
        const index = which % written.chain.length;
        const paths = pathsIn(written.chain[index]);
        const path = paths[where % paths.length] ?? [];
        const before = linesOf(written.chain);
        const after = linesOf(written.changedAt(index, path, other));
        if (before[index] === after[index]) return;
        expect(checked(after).flaws).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is found where an entry was taken out, doubled, or put elsewhere', () => {
    for (let i = 0; i < written.chain.length - 1; i += 1) {
      const [without, doubled] = [
        written.chain.toSpliced(i, 1),
        written.chain.toSpliced(i, 0, written.chain[i] as AuditEntry),
      ];
      const swapped = written.chain
        .with(i, written.chain[i + 1] as AuditEntry)
        .with(i + 1, written.chain[i] as AuditEntry);
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
    const lines = linesOf(written.chain);
    expect(checked(lines.with(0, rewrite(lines[0] ?? ''))).flaws).not.toEqual([]);
  });

  it('says which entry, what, and what that means', () => {
    const { flaws } = checked(linesOf(written.changedAt(written.raise(), ['reason'], 'because')));
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
describe('an entry that cannot be judged again', () => {
  const told = (entry: AuditEntry) => {
    const { flaws, report } = checked(linesOf(hashedAnew([entry])));
    return { flaws, ...report.decisions, unjudged: report.unjudged };
  };

  it('is counted as of an earlier version where that kept less', () => {
    const { turn: _, ...less } = written.first().evidence as Record<string, unknown>;
    expect(told({ ...written.first(), evidence: less })).toMatchObject({
      flaws: [],
      earlier: 1,
      judged: 0,
      unjudged: [1],
    });
  });

  it('is counted where it was judged by other rules, or does what is not known here', () => {
    expect(told(written.changedAt(0, ['evidence', 'turn', 'rules'], 1)[0] as AuditEntry)).toMatchObject({
      flaws: [],
      'other-rules': 1,
    });
    const unknown = { ...written.first(), action: 'sleep', evidence: {} };
    expect(told(unknown)).toMatchObject({ flaws: [], 'other-rules': 1 });
  });
});
