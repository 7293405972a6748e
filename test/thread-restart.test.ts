import type { MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type * as Reading from '../cli/configuration/read-configuration.js';
import type { Logger } from '../cli/log.js';
import type * as AnalystLines from '../cli/threads/analyst-line.js';
import type * as ControlLines from '../cli/threads/control-line.js';
import type { FoundByAnalyst, Serving } from '../cli/threads/messages.js';
import type { Finding } from '../evidence/tally.js';
import { CaptureBudget } from '../proxy/capture.js';
import { joinTallies } from '../proxy/traffic-counter.js';
import { type Dial, untouched } from '../routing-rules/dial.js';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { temporaryFolder } from './running-banyan.cases.js';

/** No upstream to read again, and none that tells its version. */
const nothingToAsk = { upstreams: [], captureCap: 0, sources: {}, versions: {}, restarts: {} };

// The built ones: a thread is started from a file, and only built files are ones that Node can run.
const built = (file: string): string => new URL(`../dist/cli/${file}`, import.meta.url).href;
const { AnalystLine } = (await import(built('threads/analyst-line.js'))) as typeof AnalystLines;
const { ControlLine } = (await import(built('threads/control-line.js'))) as typeof ControlLines;
const { readConfiguration } = (await import(built('configuration/read-configuration.js'))) as typeof Reading;

const silent = { warn: () => undefined, error: () => undefined } as unknown as Logger;
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function start(edition: number, route: string, tokens: string): Serving {
  const read = readConfiguration(`
admin: { listen: "127.0.0.1:0", tokens: ${tokens} }
store: "${folder.path}/banyan.db"
upstreams: { legacy: { url: "http://127.0.0.1:1" } }
routes: { ${route}: { match: { path: / }, legacy: legacy } }
`);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  const news = { file: '', loadedAt: '', notes: [], text: '', refusedAt: null, problems: [] };
  return { edition, configuration: read.configuration, versions: {}, news };
}

/** What nobody can start with: a token that is nowhere ends the thread at once. */
const unstartable = (): Serving => start(1, 'first', '[{ name: x, role: admin, env: NOT_SET_ANYWHERE }]');

/** A line to a control thread, of whose coming and going alone is told. */
const controlLine = (
  serving: () => Serving,
  { ready, gone }: { readonly ready: (port: number) => void; readonly gone: () => void },
  limits?: ControlLines.ControlLimits,
  dials: Readonly<Record<string, Dial>> = {},
): ControlLines.ControlLine =>
  new ControlLine(
    () => ({ ...serving(), earlier: [], redactionKey: 'a key', dials }),
    { dials: () => undefined, ready, cannotStart: () => undefined, gone, restarted: () => undefined },
    joinTallies,
    silent,
    limits,
  );

it('a control that starts after a reload starts with what was read last', async () => {
  let gone = 0;
  let port: number | undefined;
  let serving = unstartable();
  const line = controlLine(() => serving, { ready: (on) => (port = on), gone: () => (gone += 1) });
  await expect.poll(() => gone, { timeout: 10_000 }).toBeGreaterThan(0);
  serving = start(2, 'second', '[]');
  line.configure(serving);
  await expect.poll(() => port, { timeout: 15_000 }).toBeDefined();
  const { routes } = (await (await fetch(`http://127.0.0.1:${port}/api/v1/routes`)).json()) as {
    routes: { name: string }[];
  };
  expect(routes.map(({ name }) => name)).toEqual(['second']);
  await line.stop(5_000);
});

it('a control that starts goes on with the dials that the data plane decides by', async () => {
  let port: number | undefined;
  const lowered = { ...untouched({ stage: 'observe', share: 0 }), revision: 7, held: true };
  const line = controlLine(
    () => start(1, 'first', '[]'),
    { ready: (on) => (port = on), gone: () => undefined },
    undefined,
    { first: lowered },
  );
  await expect.poll(() => port, { timeout: 15_000 }).toBeDefined();
  const { routes } = (await (await fetch(`http://127.0.0.1:${port}/api/v1/routes`)).json()) as {
    routes: object[];
  };
  expect(routes).toMatchObject([{ share: 0, revision: 7, held: true }]);
  await line.stop(5_000);
});

/** The file of a thread; those of these attempts are none that could be started, as where threads have run out. */
function failingAt(attempts: readonly number[], file: string): { readonly worker: URL } {
  let attempt = 0;
  return {
    get worker() {
      attempt += 1;
      return new URL(attempts.includes(attempt) ? 'http://127.0.0.1/' : built(file));
    },
  };
}

it('a control that cannot be started is tried again', async () => {
  let port: number | undefined;
  let serving = unstartable();
  const line = controlLine(
    () => serving,
    { ready: (on) => (port = on), gone: () => (serving = start(2, 'second', '[]')) },
    failingAt([2, 3], 'threads/control.js'),
  );
  await expect.poll(() => port, { timeout: 15_000 }).toBeDefined();
  await line.stop(5_000);
});

it('an analyst that cannot be started is tried again', async () => {
  const line = new AnalystLine(
    { edition: 1, routes: [], ...nothingToAsk },
    'a key',
    new CaptureBudget(64 * 1024 * 1024),
    () => undefined,
    { tellCounts: () => undefined, lost: () => undefined },
    silent,
    failingAt([1, 2], 'threads/analyst.js'),
  );
  const failure = { observation: { kind: 'failure', reason: 'refused', detail: '' }, duration: 0 } as const;
  const pair = { route: 'r', entity: '', key: '', request: '', servedBy: 'legacy' } as const;
  const offer = (): boolean => line.offer({ ...pair, legacy: failure, candidate: failure });
  expect(offer()).toBe(false);
  await expect.poll(offer, { timeout: 15_000 }).toBe(true);
  await line.stop(1_000);
});

it('an analyst that starts after a reload examines by what was read last', async () => {
  const rule = normaliseRoute('r', { match: { methods: ['GET'], path: '/' }, legacy: 'l' });
  const findings: Finding[] = [];
  const hear = (port: MessagePort): void =>
    void port.on('message', (message: FoundByAnalyst) => findings.push(...message.findings));
  const line = new AnalystLine(
    // Rules that do not compile end the thread as soon as it starts.
    {
      edition: 1,
      routes: [
        {
          rule,
          compare: { ignore: ['not a selector'] },
          redact: [],
          custom: undefined,
          answers: '',
          notify: [],
        },
      ],
      ...nothingToAsk,
    },
    'a key',
    new CaptureBudget(64 * 1024 * 1024),
    (message) => {
      if (message.kind === 'analyst') hear(message.line);
    },
    { tellCounts: () => undefined, lost: () => undefined },
    silent,
  );
  line.learn({
    edition: 2,
    routes: [{ rule, compare: { ignore: ['$'] }, redact: [], custom: undefined, answers: '', notify: [] }],
    ...nothingToAsk,
  });
  line.forget(1);
  const observation = (body: string) => ({
    observation: {
      kind: 'answer',
      status: 200,
      headers: ['content-type', 'application/json'],
      body: [Buffer.from(body)],
    } as const,
    duration: 0,
  });
  await expect
    .poll(
      () => {
        line.offer({
          route: 'r',
          entity: '',
          key: '',
          request: 'GET /',
          servedBy: 'legacy',
          legacy: observation('1'),
          candidate: observation('2'),
          edition: 2,
        });
        return findings;
      },
      { timeout: 15_000 },
    )
    .toContainEqual(expect.objectContaining({ verdict: 'match', edition: 2 }));
  await line.stop(5_000);
});
