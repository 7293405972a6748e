import { chooseFault, chooseWeighted } from './choose-fault.js';
import { entities } from './answer.js';
import { clientFaults, type ClientFault } from './client-fault.js';
import { safePost, uploads } from './request.js';
import { upstreamFaults } from './upstream/faults.js';
import type { UpstreamFault } from './upstream/fault.js';

/** The two sides of a route. */
export type Side = 'legacy' | 'candidate';

/** A way to ask that is nobody's fault. */
export interface Scene {
  readonly name: string;
  readonly weight: number;
  /** The route that matches; undefined where none does. */
  readonly route: string | undefined;
  readonly path: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST';
  /** Bytes of a body that is sent. */
  readonly body?: number;
  readonly lines?: readonly string[];
  /** Whose faults may meet it: only what is told which answer is right can be checked. */
  readonly faulty: readonly Side[];
  /** Who may answer the client beside legacy. */
  readonly mayBeLive?: 'candidate';
  /** How it is played, where that is not to ask and be answered. */
  readonly play?: 'pipelined' | 'events' | 'upgrade' | 'refused upgrade';
}

const both: readonly Side[] = ['legacy', 'candidate'];

const scenes: readonly [Scene, ...Scene[]] = [
  { name: 'read', weight: 24, route: 'items', path: '/items/', method: 'GET', faulty: both },
  {
    name: 'read over a rough wire',
    weight: 14,
    route: 'rough',
    path: '/rough/',
    method: 'GET',
    faulty: both,
  },
  {
    name: 'read, split',
    weight: 18,
    route: 'split',
    path: '/split/',
    method: 'GET',
    faulty: both,
    mayBeLive: 'candidate',
  },
  {
    name: 'read, live',
    weight: 14,
    route: 'live',
    path: '/live/',
    method: 'GET',
    faulty: both,
    mayBeLive: 'candidate',
  },
  { name: 'search', weight: 10, route: 'search', path: safePost, method: 'POST', body: 300, faulty: both },
  { name: 'unmatched', weight: 5, route: undefined, path: '/other/', method: 'GET', faulty: ['legacy'] },
  { name: 'write', weight: 3, route: 'items', path: '/items/', method: 'PUT', body: 200, faulty: ['legacy'] },
  { name: 'upload', weight: 2, route: undefined, path: uploads, method: 'POST', body: 300_000, faulty: [] },
  { name: 'head', weight: 2, route: 'items', path: '/items/', method: 'HEAD', faulty: [] },
  {
    name: 'a part',
    weight: 1,
    route: 'items',
    path: '/items/',
    method: 'GET',
    lines: ['Range: bytes=0-9'],
    faulty: ['candidate'],
  },
  {
    name: 'if changed',
    weight: 2,
    route: 'items',
    path: '/items/',
    method: 'GET',
    lines: ['If-None-Match: "1"'],
    faulty: ['candidate'],
  },
  {
    name: 'pipelined',
    weight: 2,
    route: 'items',
    path: '/items/',
    method: 'GET',
    faulty: ['candidate'],
    play: 'pipelined',
  },
  { name: 'events', weight: 1, route: 'events', path: '/events/', method: 'GET', faulty: [], play: 'events' },
  { name: 'upgrade', weight: 1, route: 'items', path: '/items/', method: 'GET', faulty: [], play: 'upgrade' },
  {
    name: 'refused upgrade',
    weight: 1,
    route: undefined,
    path: '/socket',
    method: 'GET',
    faulty: [],
    play: 'refused upgrade',
  },
];

/** One request: how it is asked, and what goes wrong with it. */
export interface Plan {
  readonly number: number;
  readonly scene: Scene;
  readonly entity: number;
  readonly legacyFault: UpstreamFault | undefined;
  readonly candidateFault: UpstreamFault | undefined;
  /** Then the client does what this says in place of its scene. */
  readonly clientFault: ClientFault | undefined;
  /** For what the client still has to choose, 0 ≤ x < 1. */
  readonly draw: number;
}

const liveFaults = upstreamFaults.filter(({ shadowOnly }) => shadowOnly !== true);
const streamedFaults = liveFaults.filter(({ readsOnly }) => readsOnly !== true);

/** Plans the next request. The same randomness makes the same plans, whatever becomes of them. */
export function drawPlan(number: number, share: number, random: () => number): Plan {
  const draws = Array.from({ length: 6 }, random);
  const [ofScene = 0, ofEntity = 0, ofLegacy = 0, ofCandidate = 0, ofClient = 0, draw = 0] = draws;
  const scene = chooseWeighted(scenes, ofScene);
  const ofLegacys = scene.method === 'GET' ? liveFaults : streamedFaults;
  const ofCandidates = scene.mayBeLive ? liveFaults : upstreamFaults;
  const may = (side: Side): boolean => scene.faulty.includes(side);
  return {
    number,
    scene,
    entity: 1 + Math.floor(ofEntity * entities),
    legacyFault: may('legacy') ? chooseFault(ofLegacys, share, ofLegacy) : undefined,
    candidateFault: may('candidate') ? chooseFault(ofCandidates, share, ofCandidate) : undefined,
    clientFault: chooseFault(clientFaults, share, ofClient),
    draw,
  };
}
