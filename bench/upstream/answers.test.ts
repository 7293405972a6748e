import { describe, expect, it } from 'vitest';
import { Answers, entitiesFor } from './answers.js';

const sizes = [3_500, 64_000, 1_000_000];
const parsed = (body: Buffer): unknown => JSON.parse(body.toString());
/** Every name in the document in the order of its text: equal for equal order. */
const namesIn = (body: Buffer): string[] => body.toString().match(/"[^"]+":/g) ?? [];

describe.each(sizes)('bodies of %i bytes', (size) => {
  const answers = new Answers(size);

  it('are exactly so long, and never the same for two entities', () => {
    expect(answers.body('equal', 3)).toHaveLength(size);
    expect(parsed(answers.body('equal', 3))).not.toEqual(parsed(answers.body('equal', 4)));
  });

  it('reordered are the same document with its keys in another order', () => {
    const [equal, reordered] = [answers.body('equal', 3), answers.body('reordered', 3)];
    expect(parsed(reordered)).toEqual(parsed(equal));
    expect(namesIn(reordered)).not.toEqual(namesIn(equal));
  });

  it('differing differ for one entity in twenty, by one value', () => {
    const entities = entitiesFor(size);
    const changed = Array.from({ length: entities }, (_, id) => id).filter(
      (id) => !answers.body('differing', id).equals(answers.body('equal', id)),
    );
    expect(changed).toHaveLength(entities / 20);
    const document = parsed(answers.body('equal', changed[0]!)) as { loyalty: object };
    expect(parsed(answers.body('differing', changed[0]!))).toEqual({
      ...document,
      loyalty: { ...document.loyalty, tier: 'bronze' },
    });
  });
});

it('large bodies are asked of fewer entities, so that all of them are kept', () => {
  expect(sizes.map(entitiesFor)).toEqual([1_000, 520, 20]);
});
