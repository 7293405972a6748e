import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Items, ItemsBanyan, startItems } from './items.cases.js';
import { type Collector, type SentSpan, startCollector } from './otlp-collector.cases.js';
import { banyan, metric, temporaryFolder } from './running-banyan.cases.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const client = '00f067aa0ba902b7';
const recorded = `00-${trace}-${client}-01`;

let items: Items;
let folder: ReturnType<typeof temporaryFolder>;
let running: ItemsBanyan | undefined;
/** What of a trace each side was told. */
let told: { readonly side: string; readonly traceparent: string | undefined }[];
beforeEach(async () => {
  items = await startItems();
  folder = temporaryFolder();
  told = [];
  for (const side of ['legacy', 'candidate'] as const)
    items[side].on('request', ({ headers }) =>
      told.push({ side, traceparent: headers['traceparent'] as string | undefined }),
    );
});
afterEach(async () => {
  await running?.running.end('SIGKILL');
  running = undefined;
  items.close();
  folder.remove();
});

const start = async (environment: Record<string, string>, yaml = items.yaml()): Promise<ItemsBanyan> => {
  running = await ItemsBanyan.start(yaml, folder.path, environment);
  return running;
};
/** Spans are sent soon, so that nobody waits. */
const sentTo = (endpoint: string): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_BSP_SCHEDULE_DELAY: '100',
});
const ask = (id: number, headers: Record<string, string> = { traceparent: recorded }) =>
  fetch(`${running?.running.proxy}/items/${id}`, { headers });
const metrics = async (): Promise<string> => (await fetch(`${running?.running.admin}/metrics`)).text();
async function compared(count: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (metric(await metrics(), 'banyan_comparisons_total') >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not ${count} compared:\n${running?.running.log()}`);
}

/** How many comparisons have no class yet. */
async function settling(): Promise<number> {
  const answer = await fetch(`${running?.running.admin}/api/v1/routes`);
  const { routes } = (await answer.json()) as { routes: { settling: number }[] };
  return routes.reduce((sum, route) => sum + route.settling, 0);
}

/** Waits until so many requests have an outcome; a machine that is busy may have cost some their shadow: how many. */
async function outcomes(count: number): Promise<number> {
  for (let i = 0; i < 200; i++) {
    const text = await metrics();
    const shed = metric(text, 'banyan_comparisons_skipped_total', { reason: 'shed' });
    if (metric(text, 'banyan_comparisons_total') + shed >= count) return shed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not ${count} outcomes:\n${running?.running.log()}`);
}

describe('with a collector', () => {
  let collector: Collector;
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.close());
  const named = (name: string): SentSpan => {
    const found = collector.spans.filter((span) => span.name === name);
    expect(found.map((span) => span.name)).toEqual([name]);
    return found[0]!;
  };

  it('one trace holds the client, the request, both reads, comparing and settling, over three threads', async () => {
    await start(sentTo(collector.endpoint));
    await ask(7);
    await collector.until('GET /items/:id', 'live', 'shadow', 'compare', 'settle');
    expect(new Set(collector.spans.map((span) => span.trace))).toEqual(new Set([trace]));
    const server = named('GET /items/:id');
    expect([server.parent, server.kind, server.status]).toEqual([client, 2, 0]);
    for (const name of ['live', 'shadow', 'compare', 'settle']) expect(named(name).parent).toBe(server.id);
    expect([named('live').kind, named('shadow').kind, named('compare').kind]).toEqual([3, 3, 1]);
    for (const { start: begin, end } of collector.spans) expect(end >= begin).toBe(true);
    expect(named('compare').start >= server.start).toBe(true);

    expect(server.attributes).toMatchObject({ 'banyan.route': 'items', 'banyan.outcome': 'compared' });
    expect(named('compare').attributes).toMatchObject({ 'banyan.verdict': 'settling' });
    const settle = named('settle');
    expect(settle.attributes).toMatchObject({ 'banyan.class': 'semantic', 'banyan.differences': 1 });
    expect(settle.events.map(({ name }) => name)).toContain('re-read');

    // Each side hangs below the read that asked it; what was read again below the settling.
    const below = (side: string, span: SentSpan) =>
      told.some((one) => one.side === side && one.traceparent === `00-${trace}-${span.id}-01`);
    expect([below('legacy', named('live')), below('candidate', named('shadow'))]).toEqual([true, true]);
    expect([below('legacy', settle), below('candidate', settle)]).toEqual([true, true]);
  });

  it('who sends is told by the environment, and how', async () => {
    await start({
      ...sentTo(collector.endpoint),
      OTEL_SERVICE_NAME: 'fig',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=acme',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    });
    await ask(2);
    await collector.until('compare');
    expect(collector.spans[0]?.resource).toMatchObject({
      'service.name': 'fig',
      'deployment.environment.name': 'test',
    });
    expect(collector.requests[0]).toMatchObject({
      path: '/v1/traces',
      headers: {
        'content-type': 'application/x-protobuf',
        'x-tenant': 'acme',
        'content-encoding': 'gzip',
      },
    });
    expect(running?.running.log()).toContain(`"endpoint":"${collector.endpoint}/v1/traces"`);
  });

  it('what waits when Banyan is asked to end is sent before it does', async () => {
    await start({ ...sentTo(collector.endpoint), OTEL_BSP_SCHEDULE_DELAY: '600000' });
    await ask(7);
    await compared(1);
    // Its class must be known: of what still settles when Banyan ends there is no span.
    await expect.poll(settling).toBe(0);
    expect(collector.spans).toEqual([]);
    expect(await running?.running.end()).toBe(0);
    const names = ['GET /items/:id', 'compare', 'live', 'settle', 'shadow'];
    expect(collector.spans.map(({ name }) => name).toSorted()).toEqual(names);
  });

  it('a client that does not record is not told of; without a client the request begins its trace', async () => {
    await start(sentTo(collector.endpoint));
    await ask(2, { traceparent: `00-${trace}-${client}-00` });
    await compared(1);
    await ask(4, {});
    await collector.until('compare');
    expect(new Set(collector.spans.map((span) => span.trace)).has(trace)).toBe(false);
    expect(collector.spans.find((span) => span.name.startsWith('GET'))?.parent).toBe('');
  });

  it('of what is asked for and answered nothing is sent', async () => {
    await start(sentTo(collector.endpoint));
    await fetch(`${running?.running.proxy}/items/90071?note=77`, {
      headers: { traceparent: recorded, authorization: 'Bearer hush', 'x-user': 'lovelace' },
    });
    await collector.until('settle');
    const text = JSON.stringify(collector.spans, (_, value: unknown) =>
      typeof value === 'bigint' ? '' : value,
    );
    expect(text).not.toMatch(/90071|hush|lovelace|note|total/);
  });

  it('a sample names its trace, also where no trace is told', async () => {
    await start({ OTEL_SDK_DISABLED: 'true', ...sentTo(collector.endpoint) });
    await ask(7);
    await compared(1);
    const answer = await fetch(`${running?.running.admin}/api/v1/routes/items/samples`);
    expect(await answer.json()).toMatchObject({ samples: [{ trace }] });
    expect(running?.running.log()).toContain('OTEL_SDK_DISABLED is true');
    expect(collector.requests).toEqual([]);
  });
});

describe('without one', () => {
  it('legacy is sent, byte for byte, what it is sent without a trace, and the trace as it came', async () => {
    const seen: string[] = [];
    const legacy = await listening((socket) => {
      socket.on('data', (chunk) => {
        seen.push(chunk.toString('latin1'));
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
      });
    });
    const { port } = legacy.address() as AddressInfo;
    const yaml = items
      .yaml()
      .replace(/legacy: \{ url: "[^"]+" \}/, `legacy: { url: "http://127.0.0.1:${port}" }`);
    await start({}, yaml);
    const lines = ['Traceparent: 00-ODD-one-01', 'TraceState: a=1,,B', 'tracestate: c=2', 'X-Last: 1'];
    await raw(running!.running.proxy, lines);
    legacy.close();
    const [live] = seen.filter((head) => !head.includes('x-banyan-shadow'));
    const came = live?.split('\r\n').filter((line) => /^(trace|x-last)/i.test(line));
    expect(came).toEqual(lines);
    expect(running?.running.log()).toContain('tracing is off');
  });

  async function raw(proxy: string, lines: readonly string[]): Promise<void> {
    const { hostname, port } = new URL(proxy);
    const socket = connect(Number(port), hostname);
    socket.write(['GET /items/2 HTTP/1.1', 'Host: h', ...lines, 'Connection: close', '', ''].join('\r\n'));
    socket.resume();
    await once(socket, 'close');
  }
});

describe('with a collector that', () => {
  const sockets: TcpServer[] = [];
  afterEach(() => {
    for (const one of sockets.splice(0)) one.close();
  });
  const tcp = async (onConnection: (socket: Socket) => void): Promise<string> => {
    const server = await listening(onConnection);
    sockets.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it.each([
    ['is away', () => Promise.resolve('http://127.0.0.1:1')],
    ['never answers', () => tcp(() => {})],
    ['breaks off', () => tcp((socket) => socket.destroy())],
    ['answers what is not HTTP', () => tcp((socket) => socket.end('SSH-2.0-nobody\r\n'))],
    ['answers without end', () => tcp((socket) => flood(socket))],
    ['answers 500', async () => (await startCollector((response) => response.writeHead(500).end())).endpoint],
    [
      'takes it with garbage',
      async () => (await startCollector((response) => response.end('\u00ff'))).endpoint,
    ],
  ])('%s, clients and counts are as they were, and Banyan ends in its time', async (_, endpoint) => {
    await start({
      ...sentTo(await endpoint()),
      OTEL_BSP_MAX_QUEUE_SIZE: '8',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4',
      OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
    });
    for (let id = 0; id < 40; id++) {
      const answer = await ask(id);
      expect([answer.status, await answer.json()]).toEqual([200, { id, total: 10, note: '' }]);
    }
    const shed = await outcomes(40);
    expect(metric(await metrics(), 'banyan_requests_total')).toBe(40);
    expect(metric(await metrics(), 'banyan_comparisons_skipped_total')).toBe(shed);
    expect(await running?.running.end()).toBe(0);
    expect(running?.running.log()).not.toMatch(/escaped|unhandled/i);
  });

  it('is away is told of once, with how many spans are lost', async () => {
    await start({ ...sentTo('http://127.0.0.1:1'), OTEL_BSP_MAX_QUEUE_SIZE: '8' });
    for (let id = 0; id < 40; id += 2) await ask(id);
    const shed = await outcomes(20);
    await running?.running.end();
    const lines = running!.running
      .log()
      .split('\n')
      .filter((line) => line.includes('"lost"'));
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg.slice(0, 19))).toEqual([
      'spans are lost; cli',
      'spans that were los',
    ]);
    const { lost } = JSON.parse(lines[1]!) as { lost: Record<string, number> };
    expect(Object.values(lost).reduce((sum, count) => sum + count, 0)).toBe(20 * 4 - 2 * shed);
  });

  function flood(socket: Socket): void {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
  }
});

describe('banyan check', () => {
  const check = async (environment: Record<string, string>, ...options: readonly string[]) => {
    const file = `${folder.path}/banyan.yaml`;
    const text = items.yaml().replaceAll('{proxy}', '127.0.0.1:8080').replaceAll('{admin}', '127.0.0.1:8081');
    writeFileSync(file, text.replaceAll('{folder}', folder.path));
    return banyan(['check', file, ...options], environment);
  };
  it('tells where traces go, or why nowhere', async () => {
    const on = await check({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://ada:hush@127.0.0.1:4318' });
    expect(on.stdout).toContain('traces → http://127.0.0.1:4318/v1/traces');
    expect(on.stdout).not.toContain('hush');
    expect((await check({})).stdout).toContain(
      'traces: none are sent, since neither OTEL_EXPORTER_OTLP_ENDPOINT',
    );
  });

  it('tells what of the environment cannot be honoured', async () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    };
    const { stdout, code } = await check(environment);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'note: OTEL_EXPORTER_OTLP_PROTOCOL is grpc, and Banyan speaks http/protobuf alone',
    );
    const { tracing } = JSON.parse((await check(environment, '--json')).stdout) as { tracing: object };
    expect(tracing).toMatchObject({ kind: 'off' });
  });
});

async function listening(onConnection: (socket: Socket) => void): Promise<TcpServer> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
