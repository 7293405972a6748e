import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Span, spanClock } from '../evidence/tracing/span.js';
import type { Tracing } from './request-trace.js';
import { type SamplerName, samplerOf } from './sampler.js';
import { json, rawRequest, startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const client = '00f067aa0ba902b7';
const recorded = `00-${trace}-${client}-01`;

let sides: TwoSides;
let spans: Span[];
const start = async (options: TwoSidesOptions = {}, sampler?: SamplerName): Promise<void> => {
  spans = [];
  const tracing: Tracing = {
    samples: samplerOf(sampler ?? 'parentbased_always_on', 1),
    now: spanClock,
    tell: (span) => spans.push(span),
  };
  sides = await startTwoSides({ ...options, ...(sampler && { tracing }) });
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
});

const ask = async (lines: readonly string[], path = '/items/7'): Promise<void> => {
  const head = [`GET ${path} HTTP/1.1`, 'Host: h', ...lines, 'Connection: close', '', ''].join('\r\n');
  await rawRequest(sides.port, head);
};
const askAndCompare = async (...lines: readonly string[]): Promise<void> => {
  await ask(lines);
  await sides.settled(1);
};
const linesAt = (saw: readonly IncomingMessage[]): readonly string[] => {
  const raw = saw[0]?.rawHeaders ?? [];
  return raw.flatMap((name, i) => (i % 2 === 0 && /^trace/i.test(name) ? [`${name}: ${raw[i + 1]}`] : []));
};
const parentAt = (saw: readonly IncomingMessage[]) => {
  const [, of, parent, flags] = String(saw[0]?.headers['traceparent']).split('-');
  return { of, parent, flags };
};
const named = (name: string): Span => {
  const found = spans.filter((span) => span.name === name);
  expect(found, `spans named ${name} of ${spans.map((span) => span.name).join(', ')}`).toHaveLength(1);
  return found[0]!;
};

describe('while tracing is off', () => {
  it('what the client says of its trace reaches the live side as it came, valid or not', async () => {
    await start();
    const said = ['TraceParent: 00-what-ever', 'tracestate: A=b=c', 'traceparent: once more'];
    await askAndCompare(...said);
    expect(linesAt(sides.legacySaw)).toEqual(said);
  });

  it('the shadow belongs to the same trace, below another parent, and the pair remembers it', async () => {
    await start();
    await askAndCompare(`traceparent: ${recorded}`, 'tracestate: congo=1');
    const { of, parent, flags } = parentAt(sides.candidateSaw);
    expect([of, flags]).toEqual([trace, '01']);
    expect(parent).not.toBe(client);
    expect(sides.candidateSaw[0]?.headers['tracestate']).toBe('congo=1');
    expect(sides.pairs[0]?.trace).toEqual({ id: trace });
  });

  it('without a trace the shadow begins one, the same for every further read of it', async () => {
    await start();
    await askAndCompare();
    expect(linesAt(sides.legacySaw)).toEqual([]);
    const { of, flags } = parentAt(sides.candidateSaw);
    expect(flags).toBe('00');
    const [pair] = sides.pairs;
    expect(pair?.trace).toEqual({ id: of });
    for (const side of [pair?.again?.legacy, pair?.again?.candidate])
      expect(side?.headers.join(' ')).toContain(`traceparent 00-${of}-`);
  });

  it.each([
    ['version ff', [`ff-${trace}-${client}-01`]],
    ['zeros', [`00-${'0'.repeat(32)}-${client}-01`]],
    ['upper case', [recorded.toUpperCase()]],
    ['too long', [`${recorded}-more`]],
    ['several lines', [recorded, recorded]],
  ])('an invalid trace begins anew for the shadow, without its state: %s', async (_, values) => {
    await start();
    await askAndCompare(...values.map((value) => `traceparent: ${value}`), 'tracestate: congo=1');
    const { of } = parentAt(sides.candidateSaw);
    expect(of).toMatch(/^[0-9a-f]{32}$/);
    expect(of).not.toBe(trace);
    expect(linesAt(sides.candidateSaw)).toHaveLength(1);
  });

  it('a read is an example of how long they take only where the client keeps its trace', async () => {
    await start();
    const examples = () => sides.counter.take()?.durations.map(({ side, example }) => [side, example?.trace]);
    await askAndWait(`traceparent: ${recorded}`);
    expect(examples()).toEqual(
      expect.arrayContaining([
        ['legacy', trace],
        ['candidate', trace],
      ]),
    );
    await askAndWait(`traceparent: 00-${trace}-${client}-00`);
    expect(new Set(examples()?.map(([, example]) => example))).toEqual(new Set([undefined]));
  });

  async function askAndWait(line: string): Promise<void> {
    const before = sides.pairs.length;
    await ask([line]);
    for (let i = 0; i < 200 && sides.pairs.length === before; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

describe('while tracing is on', () => {
  it('the request hangs below the client, both reads below it, and each upstream below its read', async () => {
    await start({}, 'parentbased_always_on');
    await askAndCompare(`traceparent: ${recorded}`, 'tracestate: congo=1');
    const server = named('GET /items/:id');
    const [live, shadow] = [named('live'), named('shadow')];
    expect(server).toMatchObject({ trace, parent: client, kind: 'server', failed: false });
    for (const read of [live, shadow])
      expect(read).toMatchObject({ trace, parent: server.id, kind: 'client', failed: false });
    expect(parentAt(sides.legacySaw)).toEqual({ of: trace, parent: live.id, flags: '01' });
    expect(parentAt(sides.candidateSaw)).toEqual({ of: trace, parent: shadow.id, flags: '01' });
    expect(sides.legacySaw[0]?.headers['tracestate']).toBe('congo=1');
    expect(sides.pairs[0]?.trace).toEqual({ id: trace, span: server.id });
  });

  it('tells of a request who answered it and how, and nothing of whom it asks for', async () => {
    await start({ legacy: json({ secret: 'Ada' }) }, 'parentbased_always_on');
    await ask(['Authorization: Bearer hush', 'x-user: u-1'], '/items/person-4711?token=hush');
    await sides.settled(1);
    expect(named('GET /items/:id').attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/items/:id',
      'url.scheme': 'http',
      'banyan.route': 'r',
      'banyan.served_by': 'legacy',
      'banyan.stage': 'shadow',
      'banyan.share': 0,
      'banyan.outcome': 'compared',
    });
    expect(named('live').attributes).toMatchObject({
      'server.address': '127.0.0.1',
      'banyan.side': 'legacy',
      'banyan.upstream': 'legacy',
      'http.response.status_code': 200,
    });
    expect(JSON.stringify(spans)).not.toMatch(/4711|hush|u-1|Ada/);
  });

  it('a trace that its client does not record is passed on so, and not told', async () => {
    await start({}, 'parentbased_always_on');
    await askAndCompare(`traceparent: 00-${trace}-${client}-00`);
    expect(spans).toEqual([]);
    expect(parentAt(sides.legacySaw)).toMatchObject({ of: trace, flags: '00' });
    expect(sides.pairs[0]?.trace).toEqual({ id: trace });
  });

  it('a sampler may take what its client does not', async () => {
    await start({}, 'always_on');
    await askAndCompare(`traceparent: 00-${trace}-${client}-00`);
    expect(named('GET /items/:id')).toMatchObject({ trace, parent: client });
    expect(parentAt(sides.legacySaw)).toMatchObject({ of: trace, flags: '01' });
  });

  it('an invalid trace begins anew for both sides, without its state', async () => {
    await start({}, 'parentbased_always_on');
    await askAndCompare(`traceparent: ff-${trace}-${client}-01`, 'tracestate: congo=1');
    const server = named('GET /items/:id');
    expect(server.trace).not.toBe(trace);
    expect(server.parent).toBeUndefined();
    for (const saw of [sides.legacySaw, sides.candidateSaw]) {
      expect(parentAt(saw).of).toBe(server.trace);
      expect(linesAt(saw)).toHaveLength(1);
    }
  });

  it('a state of more than 32 members is dropped, its trace goes on', async () => {
    await start({}, 'parentbased_always_on');
    const state = Array.from({ length: 33 }, (_, i) => `k${i}=v`).join(',');
    await askAndCompare(`traceparent: ${recorded}`, `tracestate: ${state}`);
    expect(parentAt(sides.legacySaw).of).toBe(trace);
    expect(sides.legacySaw[0]?.headers['tracestate']).toBeUndefined();
  });

  it('an upstream that is never to be told of traces is not', async () => {
    await start({ legacyUpstream: { headers: { drop: ['traceparent'] } } }, 'parentbased_always_on');
    await askAndCompare(`traceparent: ${recorded}`);
    expect(sides.legacySaw[0]?.headers['traceparent']).toBeUndefined();
    expect(parentAt(sides.candidateSaw).of).toBe(trace);
  });

  it('tells how a side failed, and why legacy answered instead', async () => {
    const fallback = { onFailure: true, notFound: false };
    await start({ candidate: json({}, 503), route: { fallback } }, 'parentbased_always_on');
    sides.turn({ stage: 'live', share: 1 });
    await askAndCompare('x-user: u');
    expect(named('live')).toMatchObject({ failed: true, attributes: { 'error.type': '503' } });
    expect(named('GET /items/:id')).toMatchObject({
      failed: false,
      attributes: { 'banyan.served_by': 'legacy', 'banyan.fallback': '5xx', 'banyan.stage': 'live' },
    });
  });

  it('names why nothing was compared, and what went wrong on the wire', async () => {
    await start({ candidate: 'refused' }, 'parentbased_always_on');
    await askAndCompare();
    expect(named('shadow')).toMatchObject({ failed: true, attributes: { 'error.type': 'refused' } });
    expect(named('GET /items/:id').failed).toBe(false);
  });

  it('what no route matches is told without its path', async () => {
    await start({}, 'parentbased_always_on');
    await ask([], '/elsewhere/4711');
    for (let i = 0; i < 200 && spans.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(named('GET').attributes).toMatchObject({ 'banyan.route': '(passthrough)' });
    expect(named('live').parent).toBe(named('GET').id);
    expect(JSON.stringify(spans)).not.toContain('4711');
  });
});
