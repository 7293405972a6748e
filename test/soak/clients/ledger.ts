import type { Wrong } from '../judge.js';
import type { Plan } from '../plan.js';

const pipelined = 3;

/** Something that was not as it had to be: how often, and as it was the first time. */
export interface WrongKind {
  count: number;
  /** The number of the first such request, and the candidate's fault then, which should not matter. */
  readonly first: Wrong & { readonly number: number; readonly candidateFault: string | undefined };
}

/** Requests of a route as its clients counted them. */
export interface Counted {
  /** Answered, or broken off by an upstream: Banyan must have counted each. */
  surely: number;
  /** Left by their client: Banyan may have, or never heard of them. */
  perhaps: number;
}

/** What clients did, and what became of it. */
export class ClientLedger {
  readonly routes = new Map<string, Counted>();
  readonly scenes: Record<string, number> = {};
  readonly clientFaults: Record<string, number> = {};
  /** Requests in which an upstream may have answered otherwise than the other, by route. */
  readonly differing = new Map<string, number>();
  /** By who asked, and legacy's fault. */
  readonly wrong: Record<string, WrongKind> = {};
  wrongs = 0;
  played = 0;

  /** Notes a play that ended. */
  note(plan: Plan, wrong: Wrong | undefined): void {
    this.played += 1;
    const { clientFault, scene, legacyFault, candidateFault } = plan;
    this.#countRequests(plan);
    const kinds = clientFault ? this.clientFaults : this.scenes;
    const { name } = clientFault ?? scene;
    kinds[name] = (kinds[name] ?? 0) + 1;
    if (!wrong) return;
    this.wrongs += 1;
    const asked = clientFault ? `a client that ${name}` : name;
    const kind = legacyFault && !clientFault ? `${asked}, legacy: ${legacyFault.name}` : asked;
    const first = { number: plan.number, candidateFault: candidateFault?.name, ...wrong };
    this.wrong[kind] ??= { count: 0, first };
    this.wrong[kind].count += 1;
  }

  #countRequests({ clientFault, scene, legacyFault, candidateFault }: Plan): void {
    const route = clientFault ? clientFault.route : scene.route;
    if (route === undefined) return;
    const requests = !clientFault && scene.play === 'pipelined' ? pipelined : 1;
    const known = this.routes.get(route) ?? { surely: 0, perhaps: 0 };
    known[clientFault?.counted ?? 'surely'] += requests;
    this.routes.set(route, known);
    if (clientFault || legacyFault || candidateFault)
      this.differing.set(route, (this.differing.get(route) ?? 0) + requests);
  }
}

/** What was wrong, a line for each kind. */
export const tellWrong = ({ wrong }: ClientLedger): readonly string[] =>
  Object.entries(wrong).map(([kind, { count, first }]) => {
    const beside = first.candidateFault === undefined ? '' : ` (candidate: ${first.candidateFault})`;
    return `${count} × ${kind}: expected ${first.expected}; saw ${first.seen}, the first time in #${first.number}${beside}`;
  });
