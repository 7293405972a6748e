import { describe, expect, it } from 'vitest';
import type { CompareRules } from '../comparators/rules/rules-schema.js';
import { finish } from '../comparators/suggest/kept.cases.js';
import type { Answer } from '../comparators/observation.js';
import { Analyst } from './analyst.js';
import { type Inquired, previewFor, suggestionsFor } from './inquiry.js';
import type { Again } from './settling/rereader.js';
import { SettableClock, settle, settlingWith } from './settling/settling.cases.js';
import type { Side } from './tally.js';

type Tell = (side: Side, id: number) => object;
const always = (): boolean => true;

const answer = (body: object): Answer => ({
  kind: 'answer',
  status: 200,
  headers: [['content-type', 'application/json']],
  body: new TextEncoder().encode(JSON.stringify(body)),
});

/** An analyst that has compared so many entities, and knows why they differ. */
async function compared(
  tell: Tell,
  entities = 24,
  { compare = {}, redact = [] as string[], custom = false } = {},
) {
  const clock = new SettableClock();
  const rereader = {
    read: (again: Again, side: Side) => Promise.resolve(answer(tell(side, Number(again.legacy.path)))),
  };
  const analyst = new Analyst(
    [{ name: 'r', compare, redact, settle, ...(custom && { custom: () => undefined }) }],
    (bytes) => String(bytes.length).padStart(6, '0'),
    settlingWith({ clock, rereader }),
  );
  for (let id = 0; id < entities; id++) {
    const sent = { upstream: 'u', path: String(id), headers: [] };
    analyst.examine({
      route: 'r',
      entity: String(id),
      key: String(id),
      request: `GET /${id}`,
      servedBy: 'legacy',
      legacy: { observation: answer(tell('legacy', id)), duration: 0.1 },
      candidate: { observation: answer(tell('candidate', id)), duration: 0.1 },
      again: { method: 'GET', legacy: sent, candidate: sent, body: undefined },
    });
    await clock.until(clock.now() + 60_000);
  }
  return analyst;
}

const told = <T>(inquired: Inquired<T>): T => {
  if (inquired.kind !== 'told') throw new Error(JSON.stringify(inquired));
  return inquired.told;
};
const suggestionsOf = (analyst: Analyst) => told(finish(suggestionsFor(analyst.inquired('r')!, always)));
const previewOf = (analyst: Analyst, rules: CompareRules, instead = false) =>
  finish(previewFor(analyst.inquired('r')!, { about: 'preview', route: 'r', rules, instead }, always));

describe('what the analyst suggests', () => {
  it('is to ignore what is volatile for all entities, by all that were compared', async () => {
    const analyst = await compared((side, id) => ({ id, noise: `${side} ${Math.random()}` }));
    expect(suggestionsOf(analyst).suggestions).toMatchObject([
      {
        rules: { ignore: ['$.noise'] },
        compared: { compared: 24, differing: 24, settled: 24, volatile: 24 },
      },
    ]);
  });

  it('is not to ignore what is volatile for some and agrees for others', async () => {
    const analyst = await compared(
      (side, id) => ({ id, noise: id % 4 ? `${side} ${Math.random()}` : 'same' }),
      40,
    );
    expect(suggestionsOf(analyst).suggestions).toEqual([]);
  });

  it('is nothing once a reload changes the rules or ends the route', async () => {
    const analyst = await compared((side, id) => ({ a: side, id }));
    expect(analyst.inquired('r')?.pairs).toHaveLength(24);
    analyst.learn(1, [{ name: 'r', compare: { ignore: ['$.b'] }, redact: [], settle }]);
    expect(analyst.inquired('r')?.pairs).toEqual([]);
    analyst.learn(2, []);
    expect(analyst.inquired('r')).toBeUndefined();
  });

  it('tells no value that is redacted, under none of its names', async () => {
    const states = ['SECRET-A', 'SECRET-B'];
    const analyst = await compared(
      (side, id) => ({ s: side === 'legacy' ? states[id % 2] : states[id % 2]?.toLowerCase() }),
      24,
      { redact: ['$.s'] },
    );
    const suggestions = suggestionsOf(analyst);
    expect(suggestions).toMatchObject({ suggestions: [], withheld: ['$.s'] });
    expect(JSON.stringify(suggestions)).not.toMatch(/secret/i);
  });
});

describe('a preview on the analyst', () => {
  const rounded: Tell = (side, id) => ({
    id,
    n: 100 + id * 7 + (side === 'candidate' ? 0.004 * (id % 2) : 0),
  });

  it('tells pairs before and after, by field, and what would be silenced', async () => {
    const analyst = await compared(rounded);
    const preview = told(previewOf(analyst, { numbers: { '$.n': { absolute: 0.01 } } }));
    expect(preview).toEqual({
      pairs: 23,
      entities: 23,
      unread: 0,
      before: { match: 11, mismatch: 12 },
      after: { match: 23, mismatch: 0 },
      fields: [{ pattern: '$.n', kind: 'value', before: 12, after: 0 }],
      silenced: preview.silenced,
      complete: true,
      custom: 'none',
    });
    expect(preview.silenced).toHaveLength(3);
    for (const difference of preview.silenced) {
      const legacy = Number(difference.legacy);
      expect(difference).toEqual({
        path: '$.n',
        pattern: '$.n',
        kind: 'value',
        legacy,
        candidate: legacy + 0.004,
      });
    }
  });

  it('is of the rules in place of the route’s, where that is asked', async () => {
    const analyst = await compared(rounded, 24, { compare: { numbers: { '$.n': { absolute: 0.001 } } } });
    const after = (instead: boolean) => told(previewOf(analyst, { equate: ['null-absent'] }, instead)).after;
    expect([after(false), after(true)]).toEqual([
      { match: 11, mismatch: 12 },
      { match: 11, mismatch: 12 },
    ]);
    const wide = await compared((side, id) => ({ ...rounded(side, id), m: side }), 24, {
      compare: { numbers: { '$.n': { absolute: 0.01 } } },
    });
    const fields = told(previewOf(wide, { ignore: ['$.m'] }, true)).fields;
    expect(fields).toEqual([
      { pattern: '$.m', kind: 'value', before: 24, after: 0 },
      { pattern: '$.n', kind: 'value', before: 0, after: 12 },
    ]);
  });

  it('shows redacted values as marks', async () => {
    const analyst = await compared((side) => ({ s: `SECRET ${side}` }), 24, { redact: ['$.s'] });
    const preview = told(previewOf(analyst, { ignore: ['$'] }));
    expect(preview.silenced).toHaveLength(3);
    expect(preview.silenced[0]).toMatchObject({ path: '$.s', legacy: expect.stringMatching(/^\[redacted /) });
    expect(JSON.stringify(preview)).not.toContain('SECRET');
  });

  it('hides what is redacted under the name that the rules give it, too', async () => {
    const analyst = await compared(
      (side, id) => (side === 'legacy' ? { s: `SECRET ${id}` } : { t: `SECRET ${id}` }),
      24,
      {
        redact: ['$.s'],
      },
    );
    expect(JSON.stringify(previewOf(analyst, { renames: { '$.s': '$.t' } }))).not.toContain('SECRET');
  });

  it('says that a custom comparator is not asked', async () => {
    const analyst = await compared(rounded, 24, { custom: true });
    expect(told(previewOf(analyst, {})).custom).toBe('not-asked');
    expect(suggestionsOf(analyst).custom).toBe('not-asked');
    expect(told(previewOf(await compared(rounded), { custom: './x.js' })).custom).toBe('not-asked');
  });

  it('is refused for rules that contradict the route’s', async () => {
    const analyst = await compared(rounded, 24, { compare: { renames: { '$.a': '$.b' } } });
    expect(previewOf(analyst, { renames: { '$.c': '$.b' } })).toMatchObject({
      kind: 'invalid',
      problems: [{ where: ['renames', '$.c'] }],
    });
  });
});
