import type { DifferenceKind } from '../../comparators/difference.js';
import type { Position } from '../../routing-rules/dial.js';
import { describe, isRaise } from '../../routing-rules/positions.js';
import type { UnsealedEntry } from '../audit-chain.js';
import type { NewField } from '../field-book.js';
import type { MismatchClass } from '../mismatch-class.js';

/** On what a webhook may be called: `notify: [{ on }]`. */
export type Occasion = 'rollback' | 'raise' | 'new-mismatch';

/** What somebody wants to be told of a route. No value of anybody's answer is in it. */
export type News = TurnNews | MismatchNews;

/** A dial gives the candidate more, or less. */
export interface TurnNews {
  readonly kind: 'rollback' | 'raise';
  readonly route: string;
  /** RFC 3339 instant. */
  readonly time: string;
  readonly from: Position;
  readonly to: Position;
  readonly forced: boolean;
  readonly actor: string;
  readonly role: string;
  readonly reason: string;
}

/** A fingerprint that its route never showed before. */
export interface MismatchNews {
  readonly kind: 'new-mismatch';
  readonly route: string;
  readonly pattern: string;
  readonly mismatchKind: DifferenceKind;
  readonly class: MismatchClass;
  readonly fingerprint: string;
  /** RFC 3339 instant. */
  readonly firstSeen: string;
}

/** New fingerprints that are told by their number, for there were too many. */
export interface MoreNews {
  readonly kind: 'more-new-mismatches';
  readonly routes: readonly { readonly route: string; readonly count: number }[];
}

/** The news of a turned dial; undefined when it stays where it was, as when it is held. */
export function newsOfTurn(entry: UnsealedEntry): TurnNews | undefined {
  const { route, time, from, to, forced, actor, role, reason } = entry;
  if (from.stage === to.stage && from.share === to.share) return undefined;
  const kind = isRaise(from, to) ? 'raise' : 'rollback';
  return { kind, route, time, from, to, forced, actor, role, reason };
}

/** The news of a fingerprint that is new to its route. */
export const newsOfField = (route: string, { kind, ...field }: NewField): MismatchNews => ({
  kind: 'new-mismatch',
  route,
  mismatchKind: kind,
  ...field,
});

/** The news in a sentence, for those who show no more than `text`. */
export function tell(news: News | MoreNews): string {
  switch (news.kind) {
    case 'new-mismatch':
      return `${news.route}: ${news.pattern} (${news.mismatchKind}) differs for the first time, ${news.class}.`;
    case 'more-new-mismatches':
      return `And ${news.routes.map(({ route, count }) => `${count} more on ${route}`).join(', ')} that differ for the first time.`;
    case 'raise':
    case 'rollback': {
      const what = news.kind === 'raise' ? 'raised' : 'lowered';
      const forced = news.forced ? ', against the guards' : '';
      return `${news.route}: ${what} from ${describe(news.from)} to ${describe(news.to)} by ${news.actor}${forced}: ${news.reason}`;
    }
  }
}
