import { z } from 'zod';
import { differenceKinds } from '../../comparators/difference.js';
import { sections } from '../../comparators/suggest/suggestion.js';
import { difference } from './sample-answer.js';

const count = z.int().min(0);

const field = { pattern: z.string(), kind: z.enum(differenceKinds) };
const silenced = z.object({ ...field, pairs: count, entities: count, silenced: count });
const custom = z
  .enum(['none', 'not-asked'])
  .describe('A custom comparator is never asked for this: what it forgives counts as different.');

/** One of `GET …/suggestions`: a rule, what speaks for it, and what it would silence. */
export const SuggestionAnswer = z
  .object({
    section: z.enum(sections),
    rules: z.record(z.string(), z.unknown()).describe('What stands under compare: for it.'),
    yaml: z.string().describe('The same, to be pasted under compare:.'),
    says: z.array(z.string()).describe('What speaks for it and against it, a sentence each.'),
    silences: z.array(silenced).describe('What it silences as it is meant to, in kept pairs.'),
    alsoSilences: z.array(silenced).describe('What it silences beside that.'),
    support: z.object({ pairs: count, entities: count, matching: count }),
    forgives: z.boolean().describe('It silences what settled as semantic or missing: clients would see it.'),
    compared: z
      .object({ compared: count, differing: count, settled: count, volatile: count })
      .optional()
      .describe('Of ignore: entities, all that were compared and not only those of kept pairs.'),
    each: z
      .array(z.object({ legacy: z.string(), candidate: z.unknown(), pairs: count }))
      .optional()
      .describe('Of values: how many kept pairs show each of them.'),
  })
  .describe('A rule that the evidence supports. It never applies itself.');

/** `GET …/suggestions`. */
export const SuggestionsAnswer = z.object({
  suggestions: z.array(SuggestionAnswer),
  withheld: z.array(z.string()).describe('Places where a rule would have to tell values that redact hides.'),
  pairs: count.describe('Kept pairs that were looked at.'),
  entities: count,
  complete: z.boolean().describe('False where time was over before all was tried.'),
  custom,
});

const verdicts = z.object({ match: count, mismatch: count });

/** `POST …/rules/preview`: kept pairs by today’s rules and by those that were asked about. */
export const PreviewAnswer = z
  .object({
    pairs: count.describe('Kept pairs that were compared under both.'),
    entities: count,
    unread: count.describe('Kept pairs that could not be compared in time, or not be read.'),
    before: verdicts,
    after: verdicts,
    fields: z.array(z.object({ ...field, before: count, after: count })),
    silenced: z.array(difference).describe('The first few differences that would no longer stand, redacted.'),
    complete: z.boolean(),
    custom,
  })
  .describe('What rules would make of kept pairs.');
