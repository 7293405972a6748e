import { createInterface } from 'node:readline/promises';
import type { Scorecard } from '../../evidence/scorecard.js';
import { spanOf } from '../../routing-rules/units.js';
import { Impossible } from '../exit.js';
import { inert, print } from '../print.js';

/** What the soak of a live route saw: what whoever retires legacy should have read (design: evidence §5). */
export function soakLines(card: Scorecard): readonly string[] {
  const { entities, draws, bad } = card.step;
  const guards = card.guards.filter(
    ({ name }) => ['errors', 'freshness'].includes(name) || name.startsWith('latency'),
  );
  return [
    `${card.name} is ${card.stage} for ${spanOf(Math.floor(card.dwelt) * 1000)}. Since then:`,
    `  ${entities.compared} entities compared with legacy, ${entities.bad} bad; of ${draws} requests drawn, ${bad} bad`,
    ...guards.map(({ name, verdict, detail }) => `  ${name}: ${verdict}; ${inert(detail)}`),
    'Once it is retired legacy is not read any more: nothing is compared, nothing falls back, and what the candidate gets wrong is not seen here.',
  ];
}

/**
 * Shows the soak, and lets nobody pass who did not say yes to it.
 * @throws Impossible when there is nobody to ask, or they did not
 */
export async function confirmRetiring(card: Scorecard, yes: boolean): Promise<void> {
  for (const line of soakLines(card)) print(line);
  if (yes) return;
  if (!process.stdin.isTTY) throw new Impossible('To retire it, say so: the same with --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await terminal.question(`Type ${card.name} to retire legacy for it: `);
    if (typed.trim() !== card.name) throw new Impossible('Nothing was changed.');
  } finally {
    terminal.close();
  }
}
