import { once } from 'node:events';
import { connectRaw } from '../raw-client.js';
import { readHead } from '../wire-message.js';
import type { Soaked } from './banyan/soaked.js';
import { type Check, none } from './check.js';
import { headOfRequest } from './request.js';

/** As long as it may take in all (design: faults 75). */
const endsWithin = 60_000;

/** Ends a Banyan by SIGTERM while clients hold connections of every kind, and looks how it goes. */
export async function farewell(banyan: Soaked, proxyPort: number): Promise<readonly Check[]> {
  const [idle, half, upgraded] = [
    await connectRaw(proxyPort),
    await connectRaw(proxyPort),
    await connectRaw(proxyPort),
  ];
  await idle.ask(headOfRequest({ method: 'GET', target: '/items/1', lines: [] }));
  await half.send('GET /items/1 HTTP/1.1\r\nHost: h\r\nX-Ha');
  const lines = ['Connection: Upgrade', 'Upgrade: websocket'];
  await upgraded.send(headOfRequest({ method: 'GET', target: '/items/1', lines }));
  await readHead(upgraded.source);
  const began = performance.now();
  const ended = once(banyan.child.process, 'exit', { signal: AbortSignal.timeout(endsWithin) });
  banyan.child.process.kill('SIGTERM');
  const how = await ended.then(
    ([code, signal]: unknown[]) => `exit ${code ?? signal}`,
    () => 'still there',
  );
  const seconds = (performance.now() - began) / 1_000;
  const open = [idle, half, upgraded].filter(({ source }) => source.over === undefined).length;
  for (const client of [idle, half, upgraded]) client.close();
  return [
    {
      name: 'SIGTERM ends it',
      held: how === 'exit 0',
      expected: `exit 0 within ${endsWithin / 1_000} s`,
      seen: `${how} after ${seconds.toFixed(1)} s`,
    },
    none('client connections it left behind', open === 0 ? [] : [`${open} of 3`]),
  ];
}
