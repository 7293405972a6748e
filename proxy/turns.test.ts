import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { rawRequest, startTwoSides, type TwoSides } from './two-sides.cases.js';

let sides: TwoSides;
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
});

const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n${more}\r\n`;
const upgrading = 'Connection: Upgrade\r\nUpgrade: chat\r\n';

it('however many requests a connection pipelines, one at a time reaches legacy', async () => {
  let open = 0;
  let most = 0;
  sides = await startTwoSides({
    legacy: (request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end(request.url);
      }, 2);
    },
  });
  const last = get('/last', 'Connection: close\r\n');
  const answers = await rawRequest(
    sides.port,
    Array.from({ length: 60 }, (_, i) => get(`/${i}`)).join('') + last,
  );
  expect(most).toBe(1);
  expect(answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(61);
  expect(answers).toMatch(/\/last$/);
});

it('an upgrade waits for the answers that are due before it', async () => {
  sides = await startTwoSides({
    legacy: (_request, response) => void setTimeout(() => response.end('first'), 100),
    prepareLegacy: (server) =>
      server.on('upgrade', (_request, socket) =>
        socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nTUNNEL'),
      ),
  });
  const said = await rawRequest(sides.port, get('/one') + get('/chat', upgrading));
  expect(said).toMatch(/^HTTP\/1\.1 200 [\s\S]*first\r?\n?[\s\S]*HTTP\/1\.1 101 [\s\S]*TUNNEL$/);
});

it('so does an offer of h2c, which is then served without', async () => {
  sides = await startTwoSides({
    legacy: (request, response) => void setTimeout(() => response.end(request.url), 50),
  });
  const offer = 'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n';
  const said = await rawRequest(sides.port, get('/one') + get('/two', offer));
  expect(said).toMatch(/\/one[\s\S]*\/two/);
});

it('offers of h2c on one connection leave no listeners behind', async () => {
  sides = await startTwoSides();
  let served: Socket | undefined;
  sides.server.once('connection', (socket) => {
    served = socket;
  });
  const client = connect(sides.port, '127.0.0.1');
  const listeners = (): number =>
    (served?.eventNames() ?? []).reduce((sum, name) => sum + (served?.listenerCount(name) ?? 0), 0);
  const ask = async (): Promise<void> => {
    client.write(get('/x', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'));
    await once(client, 'data');
    await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await ask();
  await ask();
  const before = listeners();
  for (let i = 0; i < 8; i++) await ask();
  expect(listeners()).toBeLessThanOrEqual(before + 2);
  client.destroy();
});

it('50 · an upgrade that follows a refused request reaches nobody', async () => {
  let upgrades = 0;
  sides = await startTwoSides({
    legacy: (_request, response) => void setTimeout(() => response.end('slow'), 100),
    prepareLegacy: (server) => server.on('upgrade', () => (upgrades += 1)),
  });
  const said = await rawRequest(
    sides.port,
    get('/slow') + get('/two', 'Host: i\r\n') + get('/smuggled', upgrading),
  );
  expect(said).toMatch(/slow[\s\S]*HTTP\/1\.1 400 /);
  expect(upgrades).toBe(0);
});
