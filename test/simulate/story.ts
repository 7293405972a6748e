import type { Chance } from '../../demo/chance.js';
import type { Figure } from './figure.js';

/** What a story is told with. */
export interface Telling {
  /** Draws of its own for each name, the same for the same seed. */
  readonly chance: (name: string) => Chance;
  /** How many runs a share is taken of; what is slower takes a part of them. */
  readonly runs: number;
}

/** Something that is tried in a world whose truth is known. */
export interface Story {
  readonly name: string;
  /** In a sentence. */
  readonly tells: string;
  readonly tell: (telling: Telling) => Promise<readonly Figure[]>;
}
