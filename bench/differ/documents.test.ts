import { describe, expect, it } from 'vitest';
import { prepare } from './contenders.js';
import { isRight } from './answer.js';
import { manyOrders, sizes } from './differ-trials.js';
import { documentsOf, situations } from './documents.js';

const small = sizes[0]!;
interface Parsed {
  orders: { orderId: string }[];
}

describe('documents', () => {
  it('are the same every time, and as long as they are said to be', () => {
    const { legacy, candidate } = documentsOf(small, 'equal');
    expect(documentsOf(small, 'equal')).toEqual({ legacy, candidate, changed: 0, moved: false });
    expect(legacy).toHaveLength(small.bytes);
  });

  it('are never the same bytes, and hold the same where they are equal', () => {
    const { legacy, candidate } = documentsOf(small, 'equal');
    expect(candidate).not.toBe(legacy);
    expect(JSON.parse(candidate)).toEqual(JSON.parse(legacy));
  });

  it('all of whose leaves differ share no value', () => {
    const { legacy, candidate, changed } = documentsOf(small, 'all leaves differing');
    const leaves = (text: string): string[] => text.match(/(?<=:)("[^"]*"|-?[\d.]+)/g) ?? [];
    const before = new Set(leaves(legacy));
    expect(leaves(candidate).filter((leaf) => before.has(leaf))).toEqual([]);
    expect(changed).toBeGreaterThan(100);
  });

  it('reversed have the same orders from the end', () => {
    const { legacy, candidate } = documentsOf(small, 'orders reversed');
    expect((JSON.parse(candidate) as Parsed).orders).toEqual(
      (JSON.parse(legacy) as Parsed).orders.toReversed(),
    );
  });

  it('have just so many orders where that is what it is about', () => {
    expect((JSON.parse(documentsOf(manyOrders, 'equal').legacy) as Parsed).orders).toHaveLength(3_000);
  });
});

describe.each(situations)('%s', (situation) => {
  const documents = documentsOf(small, situation);
  const given = {
    legacy: Buffer.from(documents.legacy),
    candidate: Buffer.from(documents.candidate),
    keyed: documents.moved,
  };
  const contenders = Object.entries(prepare).filter(
    ([name]) => !(documents.moved && name.startsWith('microdiff')),
  );

  it.each(contenders)('%s finds what there is', (name, ready) => {
    const answer = ready(given)()();
    expect(answer === undefined || isRight(answer, documents), JSON.stringify(answer)).toBe(true);
    expect(answer === undefined).toBe(name.startsWith('JSON.parse'));
  });
});
