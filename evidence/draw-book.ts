import type { Finding } from './tally.js';

/** Milliseconds of one window: 24 hours give 8,640 draws. */
const windowLength = 10_000;

/** The draws of a route: in each window one comparison, chosen before its outcome was known. */
export interface DrawCounts {
  readonly draws: number;
  /** Bad, or not settled yet. */
  readonly bad: number;
  /** Bad, or of an entity that was never compared before. */
  readonly badOrNew: number;
  /** The same since the dial was turned to this revision; earlier versions told of none. */
  readonly step?: StepDraws | undefined;
}

interface StepDraws {
  readonly revision: number;
  readonly draws: number;
  readonly bad: number;
  /** Those from a quarter of the dwell on, bad or of an entity that was never compared before. */
  readonly late?: LateDraws | undefined;
}

/** Draws that tell how much of a route was never met (design: evidence §3, few entities). */
export interface LateDraws {
  readonly draws: number;
  readonly badOrNew: number;
}

const noLate: LateDraws = { draws: 0, badOrNew: 0 };

/** A comparison that was drawn. */
interface Drawn {
  /** Undefined once its class is known. */
  suspect: string | undefined;
  bad: boolean;
  readonly isNew: boolean;
  readonly isLate: boolean;
  /** The revision of the dial. */
  readonly step: number;
}

/**
 * The share of requests that are bad, by draws that hot entities cannot crowd: entities newly met say nothing of
 * how often a bad one is asked for (design: evidence §3, traffic guard). Of each window with traffic one
 * comparison is drawn as it comes, each as likely as the others (reservoir of one), whatever it comes to.
 */
export class DrawBook {
  #draws = 0;
  #bad = 0;
  #badOrNew = 0;
  #step: StepDraws = { revision: 0, draws: 0, bad: 0 };
  /** What was saved of a step; the dial may be read later than this. */
  #saved: StepDraws | undefined;
  #window = Number.NEGATIVE_INFINITY;
  #offered = 0;
  #isLate = false;
  #drawn: Drawn | undefined;
  /** Draws of windows that are over, by the suspect that still settles. */
  readonly #settling = new Map<string, Drawn>();

  constructor(private readonly random: () => number) {}

  /** Takes up what was saved, under what was drawn here meanwhile. */
  resume({ draws, bad, badOrNew, step }: DrawCounts): void {
    this.#draws += draws;
    this.#bad += bad;
    this.#badOrNew += badOrNew;
    this.#saved = step;
    this.#takeSaved();
  }

  /** The dial is at this revision: what is drawn from now on is of another step. */
  beginStep(revision: number): void {
    if (revision === this.#step.revision) return;
    this.#step = { revision, draws: 0, bad: 0 };
    this.#isLate = false;
    this.#takeSaved();
  }

  /** A quarter of the dwell is over: what is new from now on tells that much was never met. */
  beginLate(): void {
    this.#isLate = true;
  }

  /**
   * A pair was compared.
   * @param bad whether it is bad for certain
   * @param isNew whether its entity was never compared before
   */
  offer(finding: Finding, bad: boolean, isNew: boolean, now: Date): void {
    const window = Math.floor(now.getTime() / windowLength);
    if (window !== this.#window) this.#close(window);
    this.#offered += 1;
    if (this.random() * this.#offered >= 1) return;
    const suspect = finding.verdict === 'settling' ? finding.suspect : undefined;
    // What is of no entity tells nothing of how many were never met.
    const isLate = this.#isLate && !(finding.verdict === 'match' && finding.ofNoEntity);
    this.#drawn = { suspect, bad, isNew, isLate, step: this.#step.revision };
  }

  /** The class of a pair that settled is known. */
  settle(suspect: string, bad: boolean): void {
    if (this.#drawn?.suspect === suspect) this.#drawn = { ...this.#drawn, suspect: undefined, bad };
    const waiting = this.#settling.get(suspect);
    if (!waiting) return;
    this.#settling.delete(suspect);
    this.#count({ ...waiting, bad });
  }

  /** What settles counts as bad until it is known to be good. */
  get counts(): DrawCounts {
    const settling = [...this.#settling.values()];
    const step = settling.reduce((sum, drawn) => inStep(sum, { ...drawn, bad: true }), this.#step);
    return {
      draws: this.#draws + settling.length,
      bad: this.#bad + settling.length,
      badOrNew: this.#badOrNew + settling.length,
      step,
    };
  }

  #takeSaved(): void {
    const [saved, here] = [this.#saved, this.#step];
    if (saved?.revision !== here.revision) return;
    this.#saved = undefined;
    const [late, lateHere] = [saved.late ?? noLate, here.late ?? noLate];
    this.#step = {
      ...here,
      draws: here.draws + saved.draws,
      bad: here.bad + saved.bad,
      late: { draws: lateHere.draws + late.draws, badOrNew: lateHere.badOrNew + late.badOrNew },
    };
  }

  #close(window: number): void {
    const drawn = this.#drawn;
    if (drawn?.suspect === undefined) {
      if (drawn) this.#count(drawn);
    } else {
      this.#settling.set(drawn.suspect, drawn);
    }
    this.#window = window;
    this.#offered = 0;
    this.#drawn = undefined;
  }

  #count(drawn: Drawn): void {
    this.#step = inStep(this.#step, drawn);
    this.#draws += 1;
    if (drawn.bad) this.#bad += 1;
    if (drawn.bad || drawn.isNew) this.#badOrNew += 1;
  }
}

/** With one more draw, if it is of this step. */
function inStep(step: StepDraws, { bad, isNew, isLate, step: of }: Drawn): StepDraws {
  if (of !== step.revision) return step;
  const { draws, badOrNew } = step.late ?? noLate;
  const late = { draws: draws + 1, badOrNew: badOrNew + Number(bad || isNew) };
  return {
    ...step,
    draws: step.draws + 1,
    bad: step.bad + Number(bad),
    ...(isLate ? { late } : {}),
  };
}
