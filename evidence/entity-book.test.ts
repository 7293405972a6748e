import { describe, expect, it } from 'vitest';
import { EntityBook, entityHash, maxListed } from './entity-book.js';
import type { MismatchClass } from './mismatch-class.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

function differing(book: EntityBook, entity: string, of: MismatchClass, second: number): void {
  const fields = [{ pattern: '$.a', kind: 'value' as const, class: of }];
  const finding = { route: 'r', entity, key: entity, verdict: 'mismatch' as const, class: of, fields };
  book.record({ ...finding, sample: null }, entityHash(finding), at(second));
}
const fill = (book: EntityBook, of: MismatchClass, second: number): void => {
  for (let i = 0; i < maxListed; i += 1) differing(book, `${of} ${i}`, of, second);
};
const counts = (book: EntityBook): Record<string, number> => {
  const byClass: Record<string, number> = {};
  for (const row of book.listed()) byClass[row.class] = (byClass[row.class] ?? 0) + 1;
  return byClass;
};

describe('a full list of entities', () => {
  it.each<MismatchClass>(['volatile', 'stale'])('gives up what is %s for what is bad', (harmless) => {
    const book = new EntityBook();
    differing(book, 'bad', 'semantic', 0);
    fill(book, harmless, 1);
    differing(book, 'worse', 'missing', 2);
    expect(counts(book)).toEqual({ semantic: 1, missing: 1, [harmless]: maxListed - 2 });
    expect(book.listed([harmless]).map(({ key }) => key)).not.toContain(`${harmless} 0`);
  });

  it('of what is bad alone has no room for what is harmless, and gives up the oldest for what is bad', () => {
    const book = new EntityBook();
    fill(book, 'semantic', 1);
    differing(book, 'noise', 'volatile', 2);
    expect(counts(book)).toEqual({ semantic: maxListed });
    // Seen again, it is not the oldest.
    differing(book, 'semantic 0', 'semantic', 3);
    differing(book, 'new', 'missing', 4);
    const keys = book.listed().map(({ key }) => key);
    expect(keys).toHaveLength(maxListed);
    expect(keys.slice(0, 2)).toEqual(['new', 'semantic 0']);
    expect(keys).not.toContain('semantic 1');
  });

  it('gives up what is harmless too where more was saved', () => {
    const [saved, book] = [new EntityBook(), new EntityBook()];
    fill(saved, 'stale', 1);
    fill(book, 'failed', 0);
    book.resume(saved.takeChanged());
    expect(counts(book)).toEqual({ failed: maxListed });
    expect(book.takeChanged().droppedListed).toHaveLength(maxListed);
  });
});
