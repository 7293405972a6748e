import type { UpstreamFault } from './fault.js';
import { brokenAnswer, noAnswer } from './no-answer.js';
import { oddAnswer, oddlySent } from './odd-answer.js';

/** Every way in which an upstream misbehaves within one request. */
export const upstreamFaults: readonly UpstreamFault[] = [
  ...noAnswer,
  ...brokenAnswer,
  ...oddAnswer,
  ...oddlySent,
];

const byName = new Map(upstreamFaults.map((fault) => [fault.name, fault]));

/** The fault of this name. @throws Error when there is none: client and upstream must agree */
export function faultNamed(name: string): UpstreamFault {
  const fault = byName.get(name);
  if (!fault) throw new Error(`no fault is called ${JSON.stringify(name)}`);
  return fault;
}
