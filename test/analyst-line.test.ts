import { expect, it } from 'vitest';
import { HandedOver } from '../evidence/handed-over.js';
import type * as Lines from '../cli/threads/analyst-line.js';
import type { FoundByAnalyst, ToControl } from '../cli/threads/messages.js';
import { CaptureBudget } from '../proxy/capture.js';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import type { Logger } from '../cli/log.js';
import './running-banyan.cases.js';

/** No upstream to read again, and none that tells its version. */
const nothingToAsk = { upstreams: [], captureCap: 0, sources: {}, versions: {}, restarts: {} };

// The built one: a thread is started from a file, and only built files are ones that Node can run.
const built = new URL('../dist/cli/threads/analyst-line.js', import.meta.url).href;
const { AnalystLine } = (await import(built)) as typeof Lines;

it('an analyst that dies gives back every pair that it was offered, those that still waited too', async () => {
  const rule = normaliseRoute('r', { match: { methods: ['GET'], path: '/' }, legacy: 'l' });
  const told: ToControl[] = [];
  const budget = new CaptureBudget(64 * 1024 * 1024);
  const silent = { warn: () => undefined, error: () => undefined } as unknown as Logger;
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
    budget,
    (message) => told.push(message),
    { tellCounts: () => undefined, lost: () => undefined },
    silent,
  );
  const failure = { observation: { kind: 'failure', reason: 'refused', detail: '' }, duration: 0 } as const;
  const pair = {
    route: 'r',
    entity: '',
    key: '',
    request: '',
    servedBy: 'legacy',
    legacy: failure,
    candidate: failure,
  } as const;
  let offered = 0;
  while (line.offer(pair)) {
    offered += 1;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  await line.stop(1_000);
  const handed = told.flatMap((message) => (message.kind === 'handed' ? [message.pairs['r'] ?? 0] : []));
  expect(budget.used).toBe(0);
  // Control was told of each, so that it can count them lost.
  expect(handed.reduce((sum, count) => sum + count, 0)).toBe(offered);
});

it.each([
  ['61 · throws at every pair', 'throw'],
  ['63 · loops for ever', 'loop'],
])(
  '%s: the analyst is replaced, and every pair it owed is lost, once',
  async (_, key) => {
    const rule = normaliseRoute('r', { match: { methods: ['GET'], path: '/' }, legacy: 'l' });
    let [lost, found, offered] = [0, 0, 0];
    const lines = new Map<number, HandedOver>();
    const budget = new CaptureBudget(64 * 1024 * 1024);
    const line = new AnalystLine(
      {
        edition: 1,
        routes: [{ rule, compare: {}, redact: [], custom: undefined, answers: '', notify: [] }],
        ...nothingToAsk,
      },
      'a key',
      budget,
      (message) => {
        if (message.kind === 'handed') lines.get(message.analyst)?.handed(message.batch, message.pairs);
        if (message.kind !== 'analyst') return;
        const handed = new HandedOver((pairs) => (lost += pairs['r'] ?? 0));
        lines.set(message.analyst, handed);
        message.line.on('message', ({ batch, findings }: FoundByAnalyst) => {
          found += findings.length;
          if (batch !== undefined) handed.answered(batch);
        });
        message.line.on('close', () => handed.gone());
      },
      { tellCounts: () => undefined, lost: () => undefined },
      { warn: () => undefined, error: () => undefined } as unknown as Logger,
      { hangsAfter: 600, worker: new URL('./break-an-analyst.mjs', import.meta.url) },
    );
    const failure = { observation: { kind: 'failure', reason: 'refused', detail: '' }, duration: 0 } as const;
    const offer = (key: string): void => {
      const pair = { route: 'r', entity: '', key, request: '', servedBy: 'legacy' } as const;
      if (line.offer({ ...pair, legacy: failure, candidate: failure })) offered += 1;
    };
    // Pairs before, with and after the one that breaks it; it goes on as soon as there is a new one.
    for (let round = 0; round < 3; round++) {
      await expect.poll(() => line.offer({ ...healthy, legacy: failure, candidate: failure })).toBe(true);
      offered += 1;
      for (let i = 0; i < 100; i++) offer(i === 50 ? key : 'fine');
      const before = lines.size;
      await expect.poll(() => lines.size, { timeout: 15_000 }).toBeGreaterThan(before);
    }
    await line.stop(1_000);
    await expect.poll(() => lost + found).toBe(offered);
    expect(lost).toBeGreaterThan(0);
    expect(budget.used).toBe(0);
  },
  60_000,
);
const healthy = { route: 'r', entity: '', key: 'fine', request: '', servedBy: 'legacy' } as const;
