import { expect, test } from 'vitest';
import { FAULT_NAMES, FaultBoard } from '../faults.js';
import { openServer } from '../hosting.js';
import { controlApp, mayWrite } from './control.js';
import { copyFaults } from './remote-faults.js';
import { vi } from 'vitest';

const at = 'http://127.0.0.1:8090';
const json = { 'content-type': 'application/json', host: '127.0.0.1:8090' };
const form = { 'content-type': 'application/x-www-form-urlencoded', host: '127.0.0.1:8090' };

function control(): { faults: FaultBoard; send: (path: string, init?: RequestInit) => Promise<Response> } {
  const faults = new FaultBoard(['lag']);
  const app = controlApp(faults, 'http://127.0.0.1:8081');
  return { faults, send: async (path, init) => app.request(`${at}${path}`, init) };
}

test('the page tells every fault, with a button each and no script', async () => {
  const { send } = control();
  const answer = await send('/');
  const page = await answer.text();
  for (const name of FAULT_NAMES) expect(page).toMatch(new RegExp(`aria-label="Switch (on|off) ${name}"`));
  expect(page).toContain('Switch off lag');
  expect(page).toMatch(/^<!doctype html><html/);
  expect(page).not.toContain('<script');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('a fault is switched by JSON', async () => {
  const { faults, send } = control();
  const answer = await send('/faults/mapping-bug', { method: 'PUT', headers: json, body: '{"on":true}' });
  expect(answer.status).toBe(200);
  expect(faults.on()).toEqual(['lag', 'mapping-bug']);
  const told = (await (await send('/faults')).json()) as { faults: { name: string; on: boolean }[] };
  expect(told.faults.filter(({ on }) => on).map(({ name }) => name)).toEqual(['lag', 'mapping-bug']);
});

test.each([
  ['an unknown fault', '/faults/gremlins', json, '{"on":true}', 404],
  ['something that is not JSON', '/faults/lag', form, 'on=false', 415],
  ['a body that says nothing', '/faults/lag', json, '{"on":"no"}', 422],
  ['broken JSON', '/faults/lag', json, '{', 422],
  ['a foreign page', '/faults/lag', { ...json, origin: 'http://evil.example' }, '{"on":false}', 403],
  ['a rebound name', '/faults/lag', { ...json, host: 'evil.example:8090' }, '{"on":false}', 403],
])('%s is refused and changes nothing', async (_, path, headers, body, status) => {
  const { faults, send } = control();
  expect((await send(path, { method: 'PUT', headers, body })).status).toBe(status);
  expect(faults.on()).toEqual(['lag']);
});

test('a button switches, from the own page only', async () => {
  const { faults, send } = control();
  const post = (headers: Record<string, string>) =>
    send('/faults/lag', { method: 'POST', headers: { ...form, ...headers }, body: 'on=false' });
  expect((await post({})).status).toBe(403);
  expect((await post({ origin: 'null' })).status).toBe(403);
  expect((await post({ origin: 'http://127.0.0.1:9999' })).status).toBe(403);
  expect(faults.on()).toEqual(['lag']);
  const answer = await post({ origin: at });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  expect(faults.on()).toEqual([]);
});

test('only loopback names may write, with any port', () => {
  expect(mayWrite('localhost:18090', 'http://localhost:18090')).toBe(true);
  expect(mayWrite('[::1]:8090', undefined)).toBe(true);
  expect(mayWrite('localhost.evil.example', undefined)).toBe(false);
  expect(mayWrite(undefined, undefined)).toBe(false);
});

test('another process follows the switches', async () => {
  const faults = new FaultBoard(['lag']);
  const app = controlApp(faults, at);
  const hosted = await openServer('control', app, { address: '127.0.0.1', port: 0 });
  const copy = new FaultBoard(['duplicates']);
  const stop = copyFaults(hosted.url, copy);
  await vi.waitFor(() => expect(copy.on()).toEqual(['lag']));
  faults.switch('rounding-bug', true);
  await vi.waitFor(() => expect(copy.on()).toEqual(['lag', 'rounding-bug']), { timeout: 3_000 });
  await stop();
  await hosted.close();
});
