import { expect, it } from 'vitest';
import type * as Lines from '../cli/threads/analyst-line.js';
import type { ToControl } from '../cli/threads/messages.js';
import { CaptureBudget } from '../proxy/capture.js';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import type { Logger } from '../cli/log.js';
import './running-banyan.cases.js';

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
    { edition: 1, routes: [{ rule, compare: { ignore: ['not a selector'] }, redact: [] }] },
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
