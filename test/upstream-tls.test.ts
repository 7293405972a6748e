import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createAuthority, locked } from '../proxy/certificates.cases.js';
import {
  banyan,
  freePort,
  type RunningBanyan,
  startBanyan,
  temporaryFolder,
} from './running-banyan.cases.js';

const ours = createAuthority();
const client = ours.issue(['banyan']);
const folder = temporaryFolder();
const server = createServer(
  { ...ours.issue(['legacy.internal']), ca: ours.pem, requestCert: true, rejectUnauthorized: true },
  ({ socket }, response) => {
    response.setHeader('x-client', String((socket as TLSSocket).getPeerCertificate().subject.CN));
    response.end('over TLS');
  },
);
let running: RunningBanyan | undefined;
const yaml = (tls: string): string => `proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "{folder}/banyan.db"
upstreams:
  legacy: { url: "https://127.0.0.1:${(server.address() as AddressInfo).port}", tls: ${tls} }
`;

beforeAll(async () => {
  writeFileSync(join(folder.path, 'ca.pem'), ours.pem);
  writeFileSync(join(folder.path, 'client.pem'), client.cert);
  writeFileSync(join(folder.path, 'client.key'), locked(client.key, 'sesame'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  // A test that failed has not ended it.
  if (running?.process.exitCode === null) await running.end('SIGKILL');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  folder.remove();
});

it('an https legacy that asks for a client certificate is served, with files named beside banyan.yaml', async () => {
  const environment = { LEGACY_PASSPHRASE: 'sesame' };
  running = await startBanyan(
    yaml(
      '{ ca: ./ca.pem, cert: ./client.pem, key: ./client.key, passphraseEnv: LEGACY_PASSPHRASE, servername: legacy.internal }',
    ),
    folder.path,
    environment,
  );
  expect(await (await fetch(`${running.proxy}/any`)).text()).toBe('over TLS');
  const { stdout } = await banyan(['check', '--json', running.file], environment);
  expect(stdout).toMatch(/"valid":true/);
  expect(stdout).not.toMatch(/PRIVATE KEY|sesame/);
  expect(await running.end()).toBe(0);
  expect(running.log()).not.toMatch(/cannot be reached/);
});

it('a client certificate that was renewed on the disk is taken with SIGHUP, and no request fails for it', async () => {
  const write = (name: string): void => {
    const { cert, key } = ours.issue([name]);
    writeFileSync(join(folder.path, 'own.pem'), cert);
    writeFileSync(join(folder.path, 'own.key'), key);
  };
  write('first');
  running = await startBanyan(
    yaml('{ ca: ./ca.pem, cert: ./own.pem, key: ./own.key, servername: legacy.internal }'),
    folder.path,
  );
  const ask = async (): Promise<string | null> => {
    const response = await fetch(`${running!.proxy}/any`);
    expect(await response.text()).toBe('over TLS');
    return response.headers.get('x-client');
  };
  expect(await ask()).toBe('first');
  write('second');
  expect(await ask()).toBe('first');
  running.process.kill('SIGHUP');
  await expect.poll(ask).toBe('second');
});

it('a legacy whose certificate cannot be trusted is told at the start, and Banyan serves on', async () => {
  running = await startBanyan(yaml('{ servername: legacy.internal }'), folder.path);
  expect((await fetch(`${running.proxy}/any`)).status).toBe(502);
  await expect.poll(() => running!.log()).toMatch(/upstream legacy .* cannot be reached: .*certificate/);
  expect(await running.end()).toBe(0);
});

it('a bad certificate ends the start with exit 2 and a clear line, and the check with exit 1', async () => {
  const file = join(folder.path, 'bad.yaml');
  writeFileSync(
    file,
    yaml('{ cert: ./ca.pem, key: ./ca.pem }')
      .replace('{proxy}', `127.0.0.1:${await freePort()}`)
      .replace('{admin}', `127.0.0.1:${await freePort()}`)
      .replace('{folder}', folder.path),
  );
  const line = /bad\.yaml:5:\d+ {2}upstreams\.legacy\.tls\.key: \.\/ca\.pem holds no PEM private key/;
  const started = await banyan(['serve', file]);
  expect([started.code, started.stderr]).toEqual([2, expect.stringMatching(line)]);
  const checked = await banyan(['check', file]);
  expect([checked.code, checked.stdout]).toEqual([1, expect.stringMatching(line)]);
});
