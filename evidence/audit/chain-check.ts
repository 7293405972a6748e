import { z } from 'zod';
import { type Dial, isSameDial, stages } from '../../routing-rules/dial.js';
import { canonical, chainStart, hashOf } from '../audit-chain.js';
import type { AuditEntry } from '../scorecard.js';
import { type DecidedAgain, decideAgain } from './decide-again.js';

/** Something that does not hold in a chain of entries. */
export interface Flaw {
  /** Of the entry; null where the line is none. */
  readonly id: number | null;
  /** 1 for the first line. */
  readonly line: number;
  /** What does not hold, as a sentence. */
  readonly what: string;
  /** What that means for whoever relies on the audit, as a sentence. */
  readonly means: string;
}

/** Where a chain begins or ends, to be held against what was kept elsewhere. */
export type Link = Pick<AuditEntry, 'id' | 'hash'>;

/** What was found in all that was read of a chain. */
export interface ChainReport {
  readonly entries: number;
  /** Entries by what came of judging them again: see {@link DecidedAgain}. */
  readonly decisions: Readonly<Record<DecidedAgain['kind'], number>>;
  /** The first entries that could not be judged again, by id. */
  readonly unjudged: readonly number[];
  readonly flaws: number;
  readonly first: Link | null;
  readonly last: Link | null;
  /** Whether it was read from the very first entry on. */
  readonly fromStart: boolean;
  /** The entry whose hash was expected; null where none is, undefined where none was asked for. */
  readonly expected: number | null | undefined;
}

/** Entries that are named when they cannot be judged again. */
const mostNamed = 20;

const position = z.strictObject({ stage: z.enum(stages), share: z.number().min(0).max(1) });
const entrySchema: z.ZodType<AuditEntry> = z.strictObject({
  id: z.int().min(1),
  time: z.iso.datetime(),
  actor: z.string(),
  role: z.string(),
  reason: z.string(),
  route: z.string(),
  action: z.string(),
  from: position,
  to: position,
  forced: z.boolean(),
  evidence: z.unknown(),
  previous: z.string(),
  hash: z.string(),
});

const changed = 'This entry is not what Banyan wrote: it, or its hash, was changed afterwards.';
const taken = 'Entries were taken out or put in here, or the one before was changed.';
const undecided =
  'From what the entry itself tells, this decision does not follow: it, or its grounds, were changed.';

/**
 * Reads a chain entry by entry, oldest first, and finds what does not hold: entries that are missing, changed or
 * put in, and decisions that do not follow from their own evidence (design: evidence §5). It remembers the last
 * entry and one dial for each route, so a chain may be as long as it likes.
 */
export class ChainCheck {
  #line = 0;
  #flaws = 0;
  #first: AuditEntry | undefined;
  #last: AuditEntry | undefined;
  #expected: number | null = null;
  readonly #decisions = { judged: 0, told: 0, found: 0, earlier: 0, 'other-rules': 0, unreadable: 0 };
  readonly #unjudged: number[] = [];
  /** How the last turn left each route's dial, and which entry that was; routes without are not known. */
  readonly #dials = new Map<string, { readonly dial: Dial; readonly id: number }>();

  /** @param expect a hash that should be in the chain */
  constructor(private readonly expect?: string) {}

  /** Takes the next line of an export; tells what does not hold of it. */
  take(text: string): readonly Flaw[] {
    this.#line += 1;
    const flaws = this.#look(text);
    this.#flaws += flaws.length;
    return flaws;
  }

  get report(): ChainReport {
    return {
      entries: this.#line,
      decisions: this.#decisions,
      unjudged: this.#unjudged,
      flaws: this.#flaws,
      first: linkOf(this.#first),
      last: linkOf(this.#last),
      fromStart: this.#first?.previous === chainStart,
      expected: this.expect === undefined ? undefined : this.#expected,
    };
  }

  #look(text: string): readonly Flaw[] {
    const given = parsed(text);
    const read = entrySchema.safeParse(given);
    if (!read.success) {
      const [issue] = read.error.issues;
      const why = given === undefined ? 'it is not JSON' : `${issue?.path.join('.')}: ${issue?.message}`;
      return [
        this.#flaw(
          null,
          `is no entry (${why})`,
          'What stood here is not known; a file that breaks off ends like this.',
        ),
      ];
    }
    const entry = read.data;
    const { id } = entry;
    const flaws = [
      ...(canonical(given) === text
        ? []
        : [
            this.#flaw(
              id,
              'is not written as Banyan writes it',
              'Somebody rewrote it; another reader may read something else in it.',
            ),
          ]),
      ...this.#link(entry, hashOf(given as object)),
      ...this.#decision(entry),
    ];
    if (entry.hash === this.expect) this.#expected = id;
    this.#first ??= entry;
    this.#last = entry;
    return flaws;
  }

  #link(entry: AuditEntry, hash: string): readonly Flaw[] {
    const { id, previous } = entry;
    const last = this.#last;
    const flaws: Flaw[] = [];
    if (entry.hash !== hash)
      flaws.push(
        this.#flaw(id, `has the hash ${short(entry.hash)}, but what it says has ${short(hash)}`, changed),
      );
    if (last && id !== last.id + 1) flaws.push(this.#flaw(id, `follows entry ${last.id}`, taken));
    if (last && previous !== last.hash)
      flaws.push(
        this.#flaw(
          id,
          `follows the hash ${short(previous)}, but the entry before it has ${short(last.hash)}`,
          taken,
        ),
      );
    if (!last && (id === 1) !== (previous === chainStart))
      flaws.push(
        this.#flaw(
          id,
          `is the first here and follows ${short(previous)}`,
          'Only entry 1 begins the chain, with a hash of zeros.',
        ),
      );
    return flaws;
  }

  #decision(entry: AuditEntry): readonly Flaw[] {
    const { id, route } = entry;
    const again = decideAgain(entry);
    this.#decisions[again.kind] += 1;
    if (isUnjudged(again) && this.#unjudged.length < mostNamed) this.#unjudged.push(id);
    const flaws = again.flaws.map((what) => this.#flaw(id, what, undecided));
    const known = this.#dials.get(route);
    if (again.kind === 'judged' && again.before && known && !isSameDial(again.before, known.dial))
      flaws.push(
        this.#flaw(id, `begins with another dial of ${route} than entry ${known.id} left`, undecided),
      );
    if ('after' in again) this.#dials.set(route, { dial: again.after, id });
    else if (isUnjudged(again)) this.#dials.delete(route);
    return flaws;
  }

  #flaw(id: number | null, what: string, means: string): Flaw {
    return { id, line: this.#line, what, means };
  }
}

const isUnjudged = ({ kind }: DecidedAgain): boolean =>
  kind === 'earlier' || kind === 'other-rules' || kind === 'found';

const linkOf = (entry: AuditEntry | undefined): Link | null =>
  entry ? { id: entry.id, hash: entry.hash } : null;
const short = (hash: string): string => `${hash.slice(0, 12)}…`;

/** Undefined for what is not JSON, or nested deeper than can be read. */
function parsed(text: string): unknown {
  try {
    const given: unknown = JSON.parse(text);
    canonical(given);
    return given;
  } catch {
    return undefined;
  }
}
