import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../process/children.js';
import type { Load, Measured, Target } from './load.js';

/** Asks for the entities in turn, and tells what it saw as one line of JSON. */
const script = `
local requests, at = {}, 0
function init(args)
  for id = 1, tonumber(args[2]) do requests[id] = wrk.format("GET", args[1] .. id) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'measured {"requests":%d,"micros":%d,"errors":%d,"p50":%d,"p99":%d,"p999":%d}\\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
`;

/** A closed loop by wrk, which costs least itself. */
export async function runWrk(
  children: Children,
  folder: string,
  { connections, seconds }: Load & { kind: 'closed' },
  { origin, path, entities }: Target,
): Promise<Measured> {
  const file = join(folder, 'wrk.lua');
  writeFileSync(file, script);
  const child = children.start('wrk', 'wrk', [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '10s',
    '-s',
    file,
    origin,
    '--',
    path,
    String(entities),
  ]);
  return parseWrk(await child.ended);
}

/** What the script above told, found in all that wrk said. */
export function parseWrk(said: string): Measured {
  const told = /^measured (\{.*\})$/m.exec(said)?.[1];
  if (told === undefined) throw new Error(`wrk measured nothing:\n${said}`);
  const { requests, micros, errors, p50, p99, p999 } = JSON.parse(told) as Record<string, number>;
  return {
    requests: requests ?? 0,
    seconds: (micros ?? 0) / 1e6,
    errors: errors ?? 0,
    latency: { p50: (p50 ?? 0) / 1e3, p99: (p99 ?? 0) / 1e3, p999: (p999 ?? 0) / 1e3 },
  };
}
