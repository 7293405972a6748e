import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { askVersion, probeTls } from './ask-version.js';
import { createAuthority } from './certificates.cases.js';
import { normaliseUpstream, type UpstreamRule } from './upstream-rule.js';
import { VersionProbe } from './version-probe.js';

const never = new AbortController().signal;
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function address(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/version`;
}

describe('an address that is asked for a version', () => {
  it.each([
    ['text', ' 1.4.2\n', '1.4.2'],
    ['JSON', '{ "name": "projection", "version": "1.4.2" }', '1.4.2'],
    ['JSON with a number', '{"version": 7}', '7'],
  ])('may tell it as %s', async (_, body, version) => {
    expect(await askVersion(await address((_q, response) => response.end(body)), {}, never)).toBe(version);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['answers an error', (_, response) => response.writeHead(503).end('1.4.2'), /it answers 503/],
    ['sends elsewhere', (_, response) => response.writeHead(302, { location: '/' }).end(), /it answers 302/],
    ['answers a page', (_, response) => response.end('<html>\n</html>'), /tells no version/],
    ['answers JSON without it', (_, response) => response.end('{"build":1}'), /tells no version/],
    ['answers broken JSON', (_, response) => response.end('{"version"'), /tells no version/],
    ['answers nothing', (_, response) => response.end(), /tells no version/],
    ['answers without end', (_, response) => response.end('1'.repeat(100_000)), /larger than 4096 bytes/],
  ])('tells none where it %s', async (_, listener, why) => {
    await expect(askVersion(await address(listener), {}, never)).rejects.toThrow(why);
  });
});

describe('an https address that is asked for a version', () => {
  const ours = createAuthority('Ours');
  const none = { cert: null, key: null };
  async function upstream(ca: string | null, name: string): Promise<UpstreamRule> {
    server = createSecureServer(ours.issue([name]), (_, response) => response.end('7'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return normaliseUpstream('u', { url }, { ...none, ca, servername: name === '127.0.0.1' ? null : name });
  }

  it.each(['127.0.0.1', 'candidate.internal'])('is trusted as its upstream is, as %s', async (name) => {
    const rule = await upstream(ours.pem, name);
    const address = `${rule.origin}/version`;
    expect(await askVersion(address, probeTls(address, rule), never)).toBe('7');
  });

  it('and not otherwise: by whom nobody knows, or under another name', async () => {
    const rule = await upstream(null, '127.0.0.1');
    const address = `${rule.origin}/version`;
    await expect(askVersion(address, probeTls(address, rule), never)).rejects.toThrow(/certificate/);
    const { port } = new URL(rule.origin);
    const elsewhere = `https://localhost:${port}/version`;
    const tls = probeTls(elsewhere, { ...rule, tls: { ...none, ca: ours.pem, servername: null } });
    await expect(askVersion(elsewhere, tls, never)).rejects.toThrow(/altnames|ECONNREFUSED/i);
  });
});

describe('a probe', () => {
  const heard: string[] = [];
  const listener = {
    told: (version: string | undefined) => void heard.push(`told ${version}`),
    failing: (why: string) => void heard.push(`failing: ${why}`),
    answering: () => void heard.push('answering'),
  };
  let probe: VersionProbe;
  afterEach(() => {
    probe.stop();
    heard.length = 0;
  });

  it('tells every version, and each failure once while it stays the same', async () => {
    const answers = ['1', new Error('down'), new Error('down'), new Error('odd'), '2', '2'];
    const ask = async (): Promise<string> => {
      const answer = answers.shift() ?? '3';
      if (answer instanceof Error) throw answer;
      return answer;
    };
    probe = new VersionProbe(ask, 5, listener);
    await vi.waitFor(() => expect(heard).toContain('told 3'), { timeout: 20_000 });
    expect(heard.slice(0, 10)).toEqual([
      'told 1',
      'told undefined',
      'failing: down',
      'told undefined',
      'told undefined',
      'failing: odd',
      'told 2',
      'answering',
      'told 2',
      'told 3',
    ]);
  });

  it('never asks twice at a time, and gives up what does not answer', async () => {
    let [asking, most, asked] = [0, 0, 0];
    const ask = (signal: AbortSignal): Promise<string> =>
      new Promise((_, reject) => {
        asked += 1;
        most = Math.max(most, ++asking);
        signal.addEventListener('abort', () => {
          asking -= 1;
          reject(new Error('aborted'));
        });
      });
    probe = new VersionProbe(ask, 5, listener);
    await vi.waitFor(() => expect(asked).toBeGreaterThan(3), { timeout: 20_000 });
    expect(most).toBe(1);
    expect(heard).toContain('failing: it does not answer in time');
  });

  it('that was stopped tells nothing more', async () => {
    let answer: (version: string) => void = () => undefined;
    probe = new VersionProbe(() => new Promise((resolve) => (answer = resolve)), 5, listener);
    probe.stop();
    answer('1');
    await probe.first;
    expect(heard).toEqual([]);
  });
});
