import { describe, expect, it } from 'vitest';
import { type Looked, isUnreadable, lookAt } from '../../comparators/classes/look.js';
import type { Answer } from '../../comparators/observation.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import { fingerprintOf } from '../field-book.js';
import { EntityMemory } from './entity-memory.js';
import { RouteKnowledge } from './route-knowledge.js';

const answer = (body: unknown): Answer => ({
  kind: 'answer',
  status: 200,
  headers: [['content-type', 'application/json']],
  body: new TextEncoder().encode(JSON.stringify(body)),
});

function look(legacy: unknown, candidate: unknown): Looked {
  const looked = lookAt(answer(legacy), answer(candidate), compileRules({}));
  if (isUnreadable(looked)) throw new Error('cannot be read');
  return looked;
}

/** What a route knows that watches this pattern. */
function watching(pattern: string) {
  const knowledge = new RouteKnowledge('r', new EntityMemory());
  knowledge.watch([{ pattern, kind: 'value' }]);
  return { knowledge, known: () => knowledge.entitiesAt(fingerprintOf(pattern, 'value')) };
}

describe('what agrees', () => {
  it.each<[string, string, unknown, number]>([
    [
      'is a field whose name begins like that of one that differs',
      '$.totalItems',
      { total: 0, totalItems: 1 },
      1,
    ],
    ['is not what stands below one that differs', '$.total.net', { total: 1 }, 0],
    ['is not a member of a list that differs', '$.total[*]', { total: 1 }, 0],
  ])('%s', (_, pattern, candidate, compared) => {
    const { knowledge, known } = watching(pattern);
    const legacy = pattern === '$.total[*]' ? { total: [1] } : { total: { net: 1 } };
    knowledge.learn('1', look({ ...legacy, totalItems: 1 }, candidate));
    expect(known()).toMatchObject({ compared, differing: 0 });
  });
});

describe('where equal bodies are sampled', () => {
  const agreeing = look({ a: 1 }, { a: 1 });

  it('entities are counted anew when the sample becomes larger, and all of it', () => {
    const { knowledge, known } = watching('$.a');
    const compare = (): void => {
      for (let entity = 0; entity < 200; entity += 1) knowledge.learn(`${entity}`, agreeing);
    };
    knowledge.sample(3);
    compare();
    const { compared } = known();
    expect(compared).toBeGreaterThan(5);
    expect(compared).toBeLessThan(60);
    knowledge.sample(0);
    expect(known()).toMatchObject({ compared: 0 });
    compare();
    expect(known()).toMatchObject({ compared: 200 });
  });

  it('why entities differed stays known when the sample becomes larger', () => {
    const { knowledge, known } = watching('$.a');
    knowledge.sample(1);
    knowledge.settled('1', fingerprintOf('$.a', 'value'), true);
    knowledge.sample(0);
    expect(known()).toMatchObject({ settled: 1, volatile: 1 });
  });
});
