import type { UnsealedEntry } from '../audit-chain.js';
import { type News, newsOfField, newsOfTurn } from './news.js';
import type { NewField } from '../field-book.js';

/** Who passes news on to those who want them. Never throws, never waits, keeps a bounded number. */
export interface Notifier {
  tell(news: News): void;
}

/** Tells that a dial was turned, if it was. */
export function tellTurn(notifier: Notifier, entry: UnsealedEntry): void {
  const news = newsOfTurn(entry);
  if (news) notifier.tell(news);
}

/** Tells of fingerprints that nobody was told of yet. */
export function tellNewFields(
  notifier: Notifier,
  books: { takeNews(): readonly (NewField & { readonly route: string })[] },
): void {
  for (const { route, ...field } of books.takeNews()) notifier.tell(newsOfField(route, field));
}
