import type { Asked } from './judge.js';
import type { Plan } from './plan.js';
import { headOfRequest } from './request.js';

/** A request that was written out, and what its answer depends on. */
export interface WrittenRequest {
  readonly asked: Asked;
  readonly head: string;
  readonly body: Buffer;
}

/** What a client fault changes about its request. */
export interface Changes {
  readonly path?: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly version?: '1.0' | '1.1';
  readonly body?: Buffer;
  readonly lines?: readonly string[];
  /** The body is sent in chunks. */
  readonly chunked?: boolean;
  /** Legacy is told of its fault only where its answer is still asked for. */
  readonly legacyFault?: Plan['legacyFault'];
}

/** Writes the request of a plan. */
export function writeRequest(plan: Plan, changes: Changes = {}): WrittenRequest {
  const isChanged = changes.path !== undefined;
  const { mayBeLive, ...known } = plan.scene;
  const scene = {
    ...known,
    method: changes.method ?? known.method,
    ...(mayBeLive && !isChanged ? { mayBeLive } : {}),
  };
  const path = `${changes.path ?? scene.path}${plan.entity}`;
  const body = changes.body ?? (isChanged ? Buffer.alloc(0) : bodyOf(plan));
  const legacyFault = isChanged ? changes.legacyFault : plan.legacyFault;
  const candidateFault = plan.candidateFault;
  const lines = [`X-User: u${plan.entity % 50}`, ...((isChanged ? changes.lines : scene.lines) ?? [])];
  if (legacyFault) lines.push(`X-Soak-Legacy: ${legacyFault.name}`);
  if (candidateFault) lines.push(`X-Soak-Candidate: ${candidateFault.name}`);
  // Who writes is told apart, so that a write that comes twice is seen.
  if (scene.method === 'PUT' || path.startsWith('/uploads/')) lines.push(`X-Soak-Write: ${plan.number}`);
  if (changes.chunked === true) lines.push('Transfer-Encoding: chunked');
  else if (scene.method === 'PUT' || scene.method === 'POST') lines.push(`Content-Length: ${body.length}`);
  const target = `${path}?n=${plan.number}`;
  const { version = '1.1' } = changes;
  return {
    asked: { scene, legacyFault, candidateFault, path, sent: body },
    head: headOfRequest({ method: scene.method, target, version, lines }),
    body,
  };
}

const bodyOf = ({ scene, number }: Plan): Buffer =>
  Buffer.alloc(scene.body ?? 0, `{"asked": ${number}, "for": "something or other"}`);
