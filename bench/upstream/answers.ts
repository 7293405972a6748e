import { customerText, type Json, reordered, seeded } from './customer.js';

/** How the candidate answers what legacy answers; the first segment of the path that it is asked for. */
export const candidateModes = ['equal', 'reordered', 'differing', 'hung', 'dripping'] as const;
export type CandidateMode = (typeof candidateModes)[number];

/** One entity in so many has a changed value in the mode `differing`. */
export const oneInDiffers = 20;

/** Bytes kept ready at most, for both orders of keys together. */
const keptBytes = 64 * 1024 * 1024;

/** How many entities a body of this size is asked for: enough to look like many, few enough to be kept. */
export const entitiesFor = (bytes: number): number =>
  Math.max(oneInDiffers, Math.min(1_000, Math.floor(keptBytes / 2 / bytes / oneInDiffers) * oneInDiffers));

/** Bodies by mode and entity, made once when first asked for. */
export class Answers {
  readonly #made = new Map<string, Buffer>();
  constructor(private readonly bytes: number) {}

  /** Any id has a body; one of the entities beyond `entitiesFor` is the same as one within. */
  body(mode: CandidateMode, id: number): Buffer {
    const entity = id % entitiesFor(this.bytes);
    const variant = mode === 'reordered' || (mode === 'differing' && differs(entity)) ? mode : 'equal';
    const name = `${variant} ${entity}`;
    const known = this.#made.get(name);
    if (known) return known;
    const made = Buffer.from(this.#text(variant, entity));
    this.#made.set(name, made);
    return made;
  }

  #text(variant: 'equal' | 'reordered' | 'differing', entity: number): string {
    const text = customerText(entity, this.bytes);
    if (variant === 'equal') return text;
    if (variant === 'differing') return text.replace('"tier":"silver"', '"tier":"bronze"');
    return JSON.stringify(reordered(JSON.parse(text) as Json, seeded(entity)));
  }
}

/** Decided by the entity alone, so that every read of it differs in the same way. */
const differs = (entity: number): boolean => entity % oneInDiffers === 0;
