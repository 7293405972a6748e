import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UpstreamRereader } from './upstream-rereader.js';
import { normaliseUpstream } from './upstream-rule.js';
import { toldVersions } from './watched-versions.js';

let server: Server;
let told: string | undefined;
/** The authorization of each request that came. */
let heard: (string | undefined)[];
let rereader: UpstreamRereader;
beforeEach(async () => {
  heard = [];
  server = createServer((request, response) => {
    heard.push(request.headers.authorization);
    response.writeHead(200, told === undefined ? {} : { 'X-V': told });
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  rereader = new UpstreamRereader();
});
afterEach(async () => {
  await rereader.close();
  server.closeAllConnections();
  server.close();
});

const sent = { upstream: 'u', path: '/', headers: [] };
const again = { method: 'GET', legacy: sent, candidate: sent, body: undefined };
const header = { kind: 'header', name: 'x-v', calm: 1_000 } as const;

describe('an upstream that is read again', () => {
  it.each<[string, string | null | undefined, string | undefined, string]>([
    ['the version that evidence is of', '1', '1', 'answer'],
    ['another version', '1', '2', 'failure'],
    ['a version where evidence is of none', null, '1', 'failure'],
    ['no version', '1', undefined, 'answer'],
    ['a version that was waited for', undefined, '1', 'answer'],
  ])('by %s gives what tells something, or nothing', async (_, is, answers, kind) => {
    told = answers;
    const { port } = server.address() as AddressInfo;
    const known = is === undefined ? {} : { u: is };
    const rule = normaliseUpstream('u', { url: `http://127.0.0.1:${port}` });
    rereader.adopt(1, [rule], 1_000, toldVersions({ u: header }, known));
    expect(await rereader.read(again, 'candidate')).toMatchObject({ kind });
  });

  const elsewhere = { url: 'http://127.0.0.1:1', headers: { allow: ['Authorization'] } };
  it.each<[string, object, boolean]>([
    ['stands at another address', elsewhere, false],
    ['was not to have these headers', { headers: {} }, false],
    ['was sent others', { headers: { allow: ['Authorization'], set: { a: 'b' } } }, false],
    ['had a shorter timeout', { headers: { allow: ['Authorization'] }, timeout: 1_000 }, true],
  ])(
    'is sent what a client sent before a reload only as it was: one that then %s',
    async (_, rule, isSent) => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const now = { url, headers: { allow: ['Authorization'] } };
      for (const [at, one] of [{ url, ...rule }, now, now].entries())
        rereader.adopt(at + 1, [normaliseUpstream('u', one)], 1_000, toldVersions({}, {}));
      const before = { ...sent, headers: ['authorization', 'secret'] };
      const of = (edition: number) => ({ ...again, edition, candidate: before });
      expect(await rereader.read(of(1), 'candidate')).toMatchObject(
        isSent ? { kind: 'answer' } : { kind: 'failure', reason: 'aborted' },
      );
      expect(heard).toEqual(isSent ? ['secret'] : []);
      // Those of editions since then are.
      for (const edition of [2, 3])
        expect(await rereader.read(of(edition), 'candidate')).toMatchObject({ kind: 'answer' });
    },
  );
});
