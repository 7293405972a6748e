import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { between, type Chance, chanceFrom } from '../chance.js';
import { CONTRACT_HEADERS, unknownCustomer } from '../contract.js';
import type { FaultBoard } from '../faults.js';
import { type Hosted, type Listen, openServer } from '../hosting.js';
import { Follower } from './follower.js';
import { overviewOf } from './overview.js';
import { versionOf } from './projector.js';

/** How the projection is to be started. */
export interface ProjectionOptions {
  readonly listen: Listen;
  /** Where the event log answers. */
  readonly log: string;
  readonly seed: string;
  readonly faults: FaultBoard;
  /** Pause between two polls of the log in milliseconds. */
  readonly poll?: readonly [low: number, high: number];
}

/** The candidate side, running. */
export interface Projection {
  readonly hosted: Hosted;
  readonly follower: Follower;
  close(): Promise<void>;
}

/** An event waits for the next poll: the ordinary lag is a tenth of a second. */
const POLL = [50, 150] as const;
const SLOW_MS = [400, 1_200] as const;
const FAILING = 1 / 10;

/** Starts to follow the log and to answer; `/readyz` is 200 once the log has been read to its end. */
export async function startProjection(options: ProjectionOptions): Promise<Projection> {
  const { faults, log, seed } = options;
  const follower = new Follower({ log, seed, faults, poll: options.poll ?? POLL });
  const app = projectionApp(follower, faults, chanceFrom(`${seed}/projection`));
  const hosted = await openServer('projection', app, options.listen);
  const following = follower.run();
  return {
    hosted,
    follower,
    close: async () => {
      follower.stop();
      await hosted.close();
      await following;
    },
  };
}

/** The candidate: answers the contract from the read model in milliseconds, unless a fault says otherwise. */
function projectionApp(follower: Follower, faults: FaultBoard, chance: Chance): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', (c) => c.json(follower.progress, follower.caughtUp ? 200 : 503));
  app.get('/views/customer-overview/:id', async (c) => {
    if (faults.isOn('slow-candidate')) await sleep(between(chance, ...SLOW_MS));
    if (faults.isOn('failing-candidate') && chance() < FAILING)
      return c.json({ type: 'about:blank', title: 'Overloaded', status: 503 }, 503);
    const id = c.req.param('id');
    const screen = follower.projector.screen(id);
    const headers = { ...CONTRACT_HEADERS, 'x-app-version': versionOf(follower.projector.bugs) };
    if (!screen) return c.json(unknownCustomer(id), 404, headers);
    return c.json(overviewOf(id, screen, faults.isOn('volatile-field')), 200, headers);
  });
  return app;
}
