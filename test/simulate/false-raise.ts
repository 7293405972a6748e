import type { Chance } from '../../demo/chance.js';
import type { DrawCounts } from '../../evidence/draw-book.js';
import { RouteLedger } from '../../evidence/route-ledger.js';
import { subjectOf } from '../../evidence/route-books.js';
import { alphaOf, standingOf } from '../../evidence/standing.js';
import { StandingTime } from '../../evidence/standing-time.js';
import { type Dial, untouched } from '../../routing-rules/dial.js';
import { NextLook } from './next-look.js';
import { WilsonPromoter } from './naive/wilson.js';
import { type Authored, found, ruleOf } from './place.js';
import type { World } from './worlds.js';

/** What would ever have been let pass in one run. */
export interface Passed {
  /** By the guard on mismatches alone, at the α of leaving shadow, and at that of a step. */
  readonly atShadow: boolean;
  readonly atStep: boolean;
  /** By the guards on mismatches and on traffic at one time: what leaving shadow needs. */
  readonly leavesShadow: boolean;
  /** By the usual way, at the same errors. */
  readonly wilsonShadow: boolean;
  readonly wilsonStep: boolean;
}

/** A run of requests that are compared, with a look after each. */
export interface Trial {
  readonly world: World;
  readonly dial: Authored;
  readonly requests: number;
  /** After so many a quarter of the dwell is over. */
  readonly lateFrom?: number;
}

const route = { route: 'simulated', evidenceKey: 'simulated' };

/** Everything but what is tried: evidence of one route, as the controller has it. */
function booksOf(dial: Authored, chance: Chance, now: () => Date) {
  const rule = ruleOf(dial);
  const ledger = new RouteLedger(route, rule, now, false, chance);
  const at = (dial: Dial) => ({ rule, ledger, standing: new StandingTime(), dial });
  // A step is one where the route has left shadow by proof.
  const leftShadow = { subject: subjectOf(ledger), asFew: false, entities: 0 };
  const step: Dial = { ...untouched({ stage: 'split', share: 0.01 }), leftShadow };
  return { rule, ledger, shadow: at(untouched({ stage: 'shadow', share: 0 })), step: at(step) };
}

type Books = ReturnType<typeof booksOf>;

/** Whether these guards pass, asked as the controller asks them. */
const allPass = (books: Books['shadow'], names: readonly string[]): boolean =>
  standingOf(books)
    .guards.filter(({ name }) => names.includes(name))
    .every(({ verdict }) => verdict === 'pass');

/**
 * Counts requests in the route's own ledger and asks its own guards after each of them. They cost more than
 * counting; so they are asked only where the formula that they rest on can have changed its mind.
 */
export function everPasses({ world, dial, requests, lateFrom }: Trial, chance: Chance): Passed {
  let second = 0;
  const books = booksOf(dial, chance, () => new Date(second * 1000));
  const { below: tau } = books.rule.guards;
  const looks = { shadow: new Looks(books.shadow), step: new Looks(books.step) };
  const [wilsonShadow, wilsonStep] = [new WilsonPromoter(tau, 2.326), new WilsonPromoter(tau, 1.645)];
  const next = world(chance);
  for (let i = 1; i <= requests; i += 1) {
    const asked = next();
    second = asked.second;
    books.ledger.record(found(asked.entity, asked.isBad));
    wilsonShadow.count(asked.isBad);
    wilsonStep.count(asked.isBad);
    if (i === lateFrom) books.ledger.tick({ burntIn: true, isLate: true });
    looks.shadow.look();
    looks.step.look();
  }
  return {
    atShadow: looks.shadow.mismatchPassed,
    atStep: looks.step.mismatchPassed,
    leavesShadow: looks.shadow.bothPassed,
    wilsonShadow: wilsonShadow.promoted,
    wilsonStep: wilsonStep.promoted,
  };
}

/** Looks at one place of the dial after each request, and remembers whether its guards ever passed. */
class Looks {
  mismatchPassed = false;
  bothPassed = false;
  readonly #entities: NextLook;
  readonly #unseen: NextLook;
  readonly #draws: NextLook;

  constructor(private readonly books: Books['shadow']) {
    const tau = books.rule.guards.below;
    const alpha = alphaOf(books);
    this.#entities = new NextLook(tau, alpha);
    this.#unseen = new NextLook(tau, alpha);
    this.#draws = new NextLook(tau, alpha);
  }

  look(): void {
    if (this.bothPassed || !this.#mayPass()) return;
    this.mismatchPassed ||= allPass(this.books, ['mismatch']);
    const { draws, bad } = this.#drawn;
    if (this.#draws.passes(draws, bad)) this.bothPassed ||= allPass(this.books, ['mismatch', 'traffic']);
  }

  /** By entities; or by draws, where there are few. */
  #mayPass(): boolean {
    const { compared, bad } = this.books.ledger.entities.stepCounts;
    if (this.#entities.passes(compared, bad)) return true;
    const { draws, badOrNew } = this.#drawn.late ?? { draws: 0, badOrNew: 0 };
    return this.#unseen.passes(draws, badOrNew);
  }

  get #drawn(): NonNullable<DrawCounts['step']> {
    return this.books.ledger.draws.counts.step ?? { revision: 0, draws: 0, bad: 0 };
  }
}
