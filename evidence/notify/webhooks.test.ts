import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MismatchNews, News } from './news.js';
import { jsonPoster } from './post-json.js';
import { Webhooks } from './webhooks.js';

interface Received {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: {
    readonly kind: string;
    readonly pattern?: string;
    readonly text: string;
    readonly page?: string;
  };
}

/** What the receiver does with a post; unless said otherwise it takes it. */
let answer: (response: ServerResponse) => void;
let received: Received[];
let open = 0;
let mostOpen = 0;
let server: Server;
let port: number;
/** What was waited for between tries; only then the next one is sent. */
let paused: number[];
let lines: string[];
let webhooks: Webhooks;

const take = (response: ServerResponse): void => void response.writeHead(204).end();
const listen = async (at = 0): Promise<void> => {
  server = createServer((request, response) => {
    mostOpen = Math.max(mostOpen, ++open);
    response.on('close', () => (open -= 1));
    void receive(request).then(() => answer(response));
  });
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
};
const receive = async (request: IncomingMessage): Promise<void> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const { authorization } = request.headers;
  received.push({ path: request.url, authorization, body: JSON.parse(text) as Received['body'] });
};
const leave = async (): Promise<void> => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
};

const news = (pattern = '$.total', route = 'items'): MismatchNews => ({
  kind: 'new-mismatch',
  route,
  pattern,
  mismatchKind: 'value',
  class: 'semantic',
  fingerprint: 'f',
  firstSeen: '2026-01-01T00:00:00.000Z',
});
const raise: News = {
  kind: 'raise',
  route: 'items',
  time: '2026-01-01T00:00:00.000Z',
  from: { stage: 'shadow', share: 0 },
  to: { stage: 'split', share: 0.05 },
  forced: false,
  actor: 'me',
  role: 'admin',
  reason: 'why not',
};
const patterns = (): readonly (string | undefined)[] => received.map(({ body }) => body.pattern);
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000 });
const hook = (path = '/hook', user = ''): string => `http://${user}127.0.0.1:${port}${path}`;
const notify = (webhook: string, ...on: ('rollback' | 'raise' | 'new-mismatch')[]) => [
  { name: 'items', notify: [{ webhook, on }] },
];

beforeEach(async () => {
  [received, paused, lines, open, mostOpen, answer] = [[], [], [], 0, 0, take];
  await listen();
  webhooks = new Webhooks({
    post: jsonPoster(1_000),
    page: (route) => `http://banyan/routes/${route}`,
    log: {
      warn: (what, text) => lines.push(`warn ${text} ${JSON.stringify(what)}`),
      info: (what, text) => lines.push(`info ${text} ${JSON.stringify(what)}`),
    },
    now: () => 0,
    pause: async (milliseconds) => void paused.push(milliseconds),
  });
});
afterEach(async () => {
  webhooks.configure([]);
  if (server.listening) await leave();
});

describe('a webhook', () => {
  it('is posted what its route wants of it, in JSON with a sentence and the page', async () => {
    webhooks.configure(notify(hook(), 'new-mismatch'));
    webhooks.tell(raise);
    webhooks.tell(news('$.total', 'others'));
    webhooks.tell(news());
    await eventually(() => expect(received).toHaveLength(1));
    expect(received).toEqual([
      {
        path: '/hook',
        authorization: undefined,
        body: {
          text: 'items: $.total (value) differs for the first time, semantic.',
          ...news(),
          page: 'http://banyan/routes/items',
        },
      },
    ]);
    expect(lines).toEqual([]);
  });

  it('is sent one post at a time, in order', async () => {
    webhooks.configure(notify(hook(), 'new-mismatch'));
    const sent = Array.from({ length: 10 }, (_, i) => `$.p${i}`);
    for (const pattern of sent) webhooks.tell(news(pattern));
    await eventually(() => expect(patterns()).toEqual(sent));
    expect(mostOpen).toBe(1);
  });

  it('that answers 500 is tried again with growing pauses, told of once, and once when it works', async () => {
    let failures = 3;
    answer = (response) => (failures-- > 0 ? void response.writeHead(500).end('sorry') : take(response));
    webhooks.configure(notify(hook(), 'new-mismatch'));
    webhooks.tell(news('$.a'));
    webhooks.tell(news('$.b'));
    await eventually(() => expect(patterns()).toEqual(['$.a', '$.a', '$.a', '$.a', '$.b']));
    expect(paused).toEqual([1_000, 5_000, 25_000]);
    const of = `"webhook":"http://127.0.0.1:${port}","routes":["items"]`;
    expect(lines).toEqual([
      `warn webhook does not take its news; what may be taken later is tried five times {${of},"why":"it answered 500"}`,
      `info webhook takes its news again {${of},"lost":0}`,
    ]);
  });

  it('that never takes a post is given up for it after five tries, and tried with the next', async () => {
    answer = (response) => void response.writeHead(503).end();
    webhooks.configure(notify(hook(), 'new-mismatch'));
    webhooks.tell(news('$.a'));
    await eventually(() => expect(patterns()).toEqual(Array(5).fill('$.a')));
    expect(paused).toEqual([1_000, 5_000, 25_000, 125_000]);
    answer = take;
    webhooks.tell(news('$.b'));
    await eventually(() => expect(lines.at(-1)).toMatch(/takes its news again .*"lost":1/));
    expect(lines).toHaveLength(2);
  });

  it.each([400, 401, 404, 302])('that answers %i is not asked again', async (status) => {
    answer = (response) => void response.writeHead(status, { location: '/elsewhere' }).end();
    webhooks.configure(notify(hook(), 'new-mismatch'));
    webhooks.tell(news('$.a'));
    webhooks.tell(news('$.b'));
    await eventually(() => expect(patterns()).toEqual(['$.a', '$.b']));
    expect(paused).toEqual([]);
    expect(lines).toHaveLength(1);
  });

  it('that hangs is left after its time, and tried again', async () => {
    answer = () => (answer = take);
    webhooks.configure(notify(hook(), 'new-mismatch'));
    webhooks.tell(news());
    await eventually(() => expect(received).toHaveLength(2));
    expect(lines[0]).toMatch(/"why":"no answer within 1 s"/);
  });

  it('that sends its answer without end is left as well', async () => {
    answer = (response) => {
      response.writeHead(200);
      const flood = setInterval(() => response.write('x'.repeat(10_000)), 5);
      response.on('close', () => clearInterval(flood));
    };
    webhooks.configure(notify(hook(), 'new-mismatch'));
    webhooks.tell(news('$.a'));
    webhooks.tell(news('$.b'));
    await eventually(() => expect(patterns()).toContain('$.b'));
  });

  it('that is gone is told of once, by where it is and no more of its address', async () => {
    await leave();
    webhooks.configure(notify(hook('/T0/s3cret', 'bot:pa%20ss@'), 'new-mismatch'));
    webhooks.tell(news());
    await eventually(() => expect(paused).toHaveLength(4));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`"webhook":"http://127.0.0.1:${port}"`);
    expect(lines[0]).toContain('ECONNREFUSED');
    expect(lines[0]).not.toMatch(/s3cret|pa|bot/);
    await listen(port);
    webhooks.tell(news());
    await eventually(() => expect(received).toHaveLength(1));
    expect(received[0]).toMatchObject({
      path: '/T0/s3cret',
      authorization: `Basic ${Buffer.from('bot:pa ss').toString('base64')}`,
    });
  });

  it('that two routes name is told of both, and once of each news', async () => {
    const rule = { webhook: hook(), on: ['new-mismatch'] as const };
    webhooks.configure([
      { name: 'items', notify: [rule, rule] },
      { name: 'others', notify: [rule] },
    ]);
    webhooks.tell(news('$.a'));
    webhooks.tell(news('$.b', 'others'));
    await eventually(() => expect(patterns()).toEqual(['$.a', '$.b']));
  });

  it('that is named no more is sent nothing more; one that is named still keeps what waits', async () => {
    let release = (): void => undefined;
    answer = (response) => {
      release = () => take(response);
      answer = take;
    };
    webhooks.configure([...notify(hook('/one'), 'new-mismatch')]);
    webhooks.tell(news('$.a'));
    webhooks.tell(news('$.b'));
    await eventually(() => expect(received).toHaveLength(1));
    webhooks.configure([
      { name: 'items', notify: [{ webhook: hook('/one'), on: ['new-mismatch'] }] },
      { name: 'others', notify: [{ webhook: hook('/two'), on: ['new-mismatch'] }] },
    ]);
    release();
    await eventually(() => expect(patterns()).toEqual(['$.a', '$.b']));
    webhooks.configure(notify(hook('/two'), 'new-mismatch'));
    webhooks.tell(news('$.c'));
    await eventually(() => expect(received.map(({ path }) => path)).toEqual(['/one', '/one', '/two']));
  });

  it('at the end is sent what waits, without trying again, and what was not sent is told', async () => {
    answer = (response) => void response.writeHead(500).end();
    webhooks.configure(notify(hook(), 'new-mismatch'));
    await webhooks.finish(new AbortController().signal);
    expect(received).toEqual([]);

    webhooks.configure([]);
    webhooks.configure(notify(hook(), 'new-mismatch'));
    for (const pattern of ['$.a', '$.b']) webhooks.tell(news(pattern));
    await webhooks.finish(new AbortController().signal);
    expect(patterns()).toEqual(['$.a', '$.b']);
    expect(paused).toEqual([]);
    expect(lines.at(-1)).toMatch(/was not sent all of its news .*"unsent":2/);
  });

  it('at the end is not waited for longer than there is time', async () => {
    answer = () => undefined;
    webhooks.configure(notify(hook(), 'new-mismatch'));
    const left = new AbortController();
    for (const pattern of ['$.a', '$.b', '$.c']) webhooks.tell(news(pattern));
    const finished = webhooks.finish(left.signal);
    left.abort();
    await finished;
    expect(lines.at(-1)).toMatch(/"unsent":3/);
  });
});
