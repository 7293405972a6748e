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
}

/** A comparison that was drawn. */
interface Drawn {
  /** Undefined once its class is known. */
  suspect: string | undefined;
  bad: boolean;
  readonly isNew: boolean;
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
    this.#takeSaved();
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
    this.#drawn = { suspect, bad, isNew, step: this.#step.revision };
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
    const settling = this.#settling.size;
    const { revision, draws, bad } = this.#step;
    const inStep = [...this.#settling.values()].filter(({ step }) => step === revision).length;
    return {
      draws: this.#draws + settling,
      bad: this.#bad + settling,
      badOrNew: this.#badOrNew + settling,
      step: { revision, draws: draws + inStep, bad: bad + inStep },
    };
  }

  #takeSaved(): void {
    const [saved, here] = [this.#saved, this.#step];
    if (saved?.revision !== here.revision) return;
    this.#saved = undefined;
    this.#step = { ...here, draws: here.draws + saved.draws, bad: here.bad + saved.bad };
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

  #count({ bad, isNew, step }: Drawn): void {
    if (step === this.#step.revision)
      this.#step = { ...this.#step, draws: this.#step.draws + 1, bad: this.#step.bad + Number(bad) };
    this.#draws += 1;
    if (bad) this.#bad += 1;
    if (bad || isNew) this.#badOrNew += 1;
  }
}
