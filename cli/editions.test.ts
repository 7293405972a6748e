import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seedDial } from '../evidence/route-books.js';
import { CaptureBudget } from '../proxy/capture.js';
import { createDataPlane } from '../proxy/data-plane.js';
import { Pins } from '../proxy/pins.js';
import { PairDraw } from '../proxy/pair-draw.js';
import { ShadowPlaces } from '../proxy/shadow-places.js';
import type { Configuration } from './configuration/configuration.js';
import { readConfiguration } from './configuration/read-configuration.js';
import { type Edition, Editions, prepareEdition, rememberVersions, type SharedParts } from './editions.js';

const bugs: unknown[] = [];
let restarts = 0;
const shared: SharedParts = {
  via: 'banyan-test',
  budget: new CaptureBudget(1024 * 1024),
  places: new ShadowPlaces(),
  pins: new Pins(),
  draw: new PairDraw(),
  pressure: () => 'none',
  dial: seedDial,
  compare: () => 'shed',
  onBug: (error) => bugs.push(error),
};

/** An upstream that says its name, holds `/slow` until it is released, and speaks websocket. */
class Upstream {
  readonly server: Server;
  readonly connections = new Set<Socket>();
  opened = 0;
  release: () => void = () => undefined;
  constructor(readonly name: string) {
    this.server = createServer((request, response) => {
      const answer = (): void => void response.end(name);
      if (request.url === '/slow') this.release = answer;
      else answer();
    });
    this.server.on('connection', (socket: Socket) => {
      this.opened += 1;
      this.connections.add(socket);
      socket.on('close', () => this.connections.delete(socket));
    });
    this.server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
      socket.on('data', (data: Buffer) => socket.write(data));
      socket.on('error', () => socket.destroy());
    });
  }
  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

let [one, two]: Upstream[] = [];
let editions: Editions;
let proxy: Server;
let address: string;
const configurationOf = (legacy: string, other: string): Configuration => {
  const read = readConfiguration(`
passthrough: legacy
upstreams: { legacy: { url: "${legacy}" }, other: { url: "${other}" } }
routes:
  a: { match: { path: /a }, legacy: other }
`);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.configuration;
};
const prepare = (legacy: string, other: string, before?: Edition): Edition =>
  prepareEdition(configurationOf(legacy, other), shared, {}, before);
const replace = (legacy: string, other: string): void =>
  editions.replace(prepare(legacy, other, editions.current));
const get = async (path: string): Promise<string> => (await fetch(`${address}${path}`)).text();

beforeEach(async () => {
  bugs.length = 0;
  one = await new Upstream('one').start();
  two = await new Upstream('two').start();
  editions = new Editions(prepare(one.url, one.url), shared.onBug);
  proxy = createDataPlane(() => editions.current.parts);
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const server of [proxy, one!.server, two!.server]) {
    server.closeAllConnections();
    server.close();
  }
  for (const socket of [...one!.connections, ...two!.connections]) socket.destroy();
  expect(bugs).toEqual([]);
});

describe('editions', () => {
  it('serve each request to its end by the one under which it began', async () => {
    const slow = get('/slow');
    await expect.poll(() => one!.connections.size).toBe(1);
    replace(two!.url, two!.url);
    expect(await get('/quick')).toBe('two');
    one!.release();
    expect(await slow).toBe('one');
    await expect.poll(() => one!.connections.size).toBe(0);
  });

  it('tell what was counted by edition, and the end of one after the last that it counted', async () => {
    const slow = get('/slow');
    await expect.poll(() => one!.connections.size).toBe(1);
    replace(two!.url, two!.url);
    await get('/quick');
    await expect.poll(() => editions.take()).toMatchObject([{ edition: 2 }]);
    expect(editions.takeEnded(() => true)).toEqual([]);
    one!.release();
    await slow;
    const said: unknown[] = [];
    const listen = (): unknown[] => {
      said.push(
        ...editions.take().map(({ edition }) => `count of ${edition}`),
        ...editions.takeEnded(() => true),
      );
      return said;
    };
    await expect.poll(listen).toEqual(['count of 1', 1]);
  });

  it('are told apart until all that was told of them is saved: till then it may have to be told again', async () => {
    await get('/quick');
    const [tally] = editions.take();
    replace(two!.url, two!.url);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(editions.takeEnded((edition) => edition !== 1)).toEqual([]);
    expect(editions.earlier.map(({ number }) => number)).toEqual([1]);
    editions.counterOf(1).add(tally!);
    expect(editions.take()).toEqual([tally]);
    expect(editions.takeEnded(() => true)).toEqual([1]);
    // Nobody knows it any more.
    editions.counterOf(1).add(tally!);
    expect(editions.take()).toEqual([{ ...tally, edition: 2 }]);
  });

  it('keep the connections of an upstream that did not change', async () => {
    await get('/a');
    await get('/quick');
    const opened = one!.opened;
    replace(two!.url, one!.url);
    expect([await get('/quick'), await get('/a')]).toEqual(['two', 'one']);
    expect(one!.opened).toBe(opened);
  });

  it('follow another version of an upstream, and cost no connection', async () => {
    const versioned = (of: Edition): Edition =>
      prepareEdition(
        { ...of.configuration, versions: { other: { kind: 'header', name: 'x-v', calm: 1_000 } } },
        shared,
        {},
        of,
      );
    editions.replace(versioned(editions.current));
    await get('/a');
    const opened = one!.opened;
    // Until now its version was not looked at: it told none.
    expect(editions.current.versions).toEqual({ legacy: null, other: null });
    const { watch } = editions.current.parts.versions.get('other')!;
    expect(editions.isOutdated).toBe(false);
    watch.tell('2', 0);
    expect(editions.isOutdated).toBe(true);
    const next = versioned(editions.current);
    editions.replace(next);
    expect([next.versions, editions.isOutdated]).toEqual([{ legacy: null, other: '2' }, false]);
    expect(await get('/a')).toBe('one');
    expect(one!.opened).toBe(opened);
    // Another source goes on from what was known; who is left out is not forgotten.
    const file = { ...next.configuration, versions: { other: { kind: 'is', version: '3' } as const } };
    expect(prepareEdition(file, shared, {}, next).versions).toEqual({ legacy: null, other: '3' });
    const alone = { ...next.configuration, upstreams: next.configuration.upstreams.slice(0, 1), routes: [] };
    const without = prepareEdition({ ...alone, versions: {} }, shared, {}, next);
    expect(without.versions).toEqual({ legacy: null, other: '2' });
    expect(versioned({ ...without, configuration: next.configuration }).versions.other).toBe('2');
  });

  it('follow a route whose evidence is restarted by hand', async () => {
    const anew = prepareEdition(
      editions.current.configuration,
      { ...shared, dial: (route) => ({ ...seedDial(route), restarts }) },
      {},
      editions.current,
    );
    editions.replace(anew);
    expect(editions.isOutdated).toBe(false);
    restarts = 1;
    expect(editions.isOutdated).toBe(true);
  });

  it('begin with the versions that an earlier process knew, and wait for those that nobody knows', () => {
    const { configuration } = editions.current;
    const source = { kind: 'header', name: 'x-v', calm: 1_000 } as const;
    const first = prepareEdition(
      { ...configuration, versions: { legacy: source, other: source } },
      shared,
      {},
    );
    expect(first.versions).toEqual({});
    rememberVersions(first, { other: '7', elsewhere: '8' });
    expect(prepareEdition(first.configuration, shared, {}, first).versions).toEqual({ other: '7' });
  });

  it('leave who has just written on legacy', async () => {
    const file = `
upstreams: { legacy: { url: "${one!.url}" }, other: { url: "${two!.url}" } }
routes:
  p:
    match: { path: /p }
    legacy: legacy
    candidate: { upstream: other }
    sticky: query:user
    afterWrite: { methods: [POST], path: /write, pin: 1h }
    dial: { start: { stage: live } }
`;
    const take = (text: string): void => {
      const read = readConfiguration(text);
      if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
      editions.replace(prepareEdition(read.configuration, shared, {}, editions.current));
    };
    take(file);
    expect(await get('/p?user=ann')).toBe('two');
    await (await fetch(`${address}/write?user=ann`, { method: 'POST' })).text();
    take(file.replace('pin: 1h', 'pin: 2h'));
    expect([await get('/p?user=ann'), await get('/p?user=bob')]).toEqual(['one', 'two']);
  });

  it('do not cut a connection that was upgraded', async () => {
    const { port } = new URL(address);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /chat HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
    let heard = '';
    socket.on('data', (data: Buffer) => (heard += data.toString('latin1')));
    await expect.poll(() => heard).toMatch(/101 Switching/);
    replace(two!.url, two!.url);
    await get('/quick');
    await expect.poll(() => editions.takeEnded(() => true)).toEqual([1]);
    socket.write('still there?');
    await expect.poll(() => heard).toMatch(/still there\?$/);
    socket.destroy();
  });

  it('that cannot be prepared change nothing', async () => {
    const broken = configurationOf(two!.url, two!.url);
    const [route] = broken.routes;
    expect(() =>
      prepareEdition({ ...broken, routes: [route!, route!] }, shared, {}, editions.current),
    ).toThrow(/already declared/);
    expect(await get('/quick')).toBe('one');
  });

  it('are told apart up to a bound: what outlives more reloads counts for the newest', async () => {
    const slow = get('/slow');
    await expect.poll(() => one!.connections.size).toBe(1);
    // A request holds each of them.
    for (let i = 0; i < 20; i++) {
      void editions.current.parts.unfinished.track(new Promise(() => undefined));
      replace(two!.url, two!.url);
    }
    expect(editions.takeEnded(() => true)).toContain(1);
    one!.release();
    expect(await slow).toBe('one');
  });
});
