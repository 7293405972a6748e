import { join } from 'node:path';
import type { Contender, UpstreamPorts } from './contenders/contender.js';
import { evidenceSince, settledEvidence } from './contenders/evidence.js';
import { inTurn } from './in-turn.js';
import type { Load, Measured, Target } from './load/load.js';
import type { Children } from './process/children.js';
import { freePort } from './process/free-port.js';
import { usageOf } from './process/usage.js';
import type { Round, Trial, TrialResult } from './trial.js';
import { entitiesFor } from './upstream/answers.js';

/** What runs a trial, beside the trial itself. */
export interface TrialParts {
  readonly children: Children;
  readonly folder: string;
  readonly rounds: number;
  readonly warmUp: boolean;
  readonly run: (load: Load, target: Target) => Promise<Measured>;
  readonly progress: (what: string) => void;
}

/** Starts upstreams and contenders afresh, measures them in turn, round by round, and ends them. */
export async function runTrial(trial: Trial, parts: TrialParts): Promise<TrialResult> {
  const { children, folder, progress } = parts;
  try {
    const upstreams = await startUpstreams(children, trial.body);
    const contenders = await Promise.all(
      trial.contenders.map((kind, place) =>
        kind.start({ children, folder: join(folder, `contender-${place}`), upstreams }),
      ),
    );
    const rounds = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
    for (let round = parts.warmUp ? 0 : 1; round <= parts.rounds; round++) {
      for (const contender of inTurn(contenders, round)) {
        progress(`${trial.name}: ${round === 0 ? 'warm-up' : `round ${round}`}, ${contender.name}`);
        const load = round === 0 ? warmUpOf(trial.load) : trial.load;
        const measured = await runRound({ ...trial, load }, contender, parts.run);
        // What a cold process does is not what it does for long.
        if (round > 0) rounds.get(contender)?.push(measured);
      }
    }
    const standings = contenders.map((contender) => ({
      contender: contender.name,
      rounds: rounds.get(contender) ?? [],
      peak: contender.pid === undefined ? undefined : usageOf(contender.pid)?.peak,
    }));
    return { name: trial.name, body: trial.body, load: trial.load, standings };
  } finally {
    await children.endAll();
  }
}

/** Long enough for a process to compile what it runs often. */
const warmUpOf = (load: Load): Load => ({ ...load, seconds: Math.max(2, load.seconds) });

async function runRound(trial: Trial, contender: Contender, run: TrialParts['run']): Promise<Round> {
  const { pid, origin, path, evidence: readEvidence } = contender;
  const before = await readEvidence?.();
  const cpuBefore = pid === undefined ? undefined : usageOf(pid)?.cpu;
  const measured = await run(trial.load, { origin, path, entities: entitiesFor(trial.body) });
  const loadEnded = performance.now();
  // What waits behind the live path is this contender's work too, and must not run into the next one's round.
  const after = readEvidence && (await settledEvidence(readEvidence));
  const settledAfter = (performance.now() - loadEnded) / 1e3;
  const cpuAfter = pid === undefined ? undefined : usageOf(pid)?.cpu;
  return {
    measured,
    cpu: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
    evidence: before && after && evidenceSince(before, after),
    settledAfter,
  };
}

/** Starts legacy and candidate, which answer with bodies of so many bytes. */
export async function startUpstreams(children: Children, body: number): Promise<UpstreamPorts> {
  const program = new URL('./upstream/server.js', import.meta.url);
  const [legacy, candidate] = await Promise.all([
    children.listen('legacy', program, [String(body)]),
    children.listen('candidate', program, [String(body)]),
  ]);
  return { legacy: legacy.port, candidate: candidate.port, dead: await freePort() };
}
