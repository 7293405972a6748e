import type { Sample } from '../../evidence/scorecard.js';
import { type AdminOptions, askAdmin, Refused } from '../admin-client.js';
import { exitCodes, Impossible } from '../exit.js';
import { inert, print, printJson } from '../print.js';
import { drawable } from '../../dashboards/pages/delta-lines.js';
import { differenceLines, sampleLines, verdictLine } from './diff-report.js';

/** `banyan sample <id>`: one kept comparison. Exit 1: it shows a mismatch. */
export async function sample(id: string, options: AdminOptions & { json?: boolean }): Promise<number> {
  const kept = await askAdmin<Sample>(options, `/api/v1/samples/${encodeURIComponent(id)}`).catch(
    (error: unknown) => {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      throw new Impossible(
        `No sample ${inert(id)} is kept. Samples are bounded, and old ones go: \`banyan mismatches <route>\` names those there are, under SAMPLE.`,
      );
    },
  );
  if (options.json) printJson(kept);
  else for (const line of linesOf(kept)) print(line);
  return exitCodes.no;
}

function linesOf({ route, time, key, request, servedBy, legacy, ...kept }: Sample): readonly string[] {
  const told = { ...kept, notes: kept.notes ?? [] };
  const drawn = legacy.kind === 'answer' ? sampleLines(drawable(legacy.body), kept.differences) : [];
  return [
    inert(`${request}  of ${route}, key ${key}, answered by ${servedBy} at ${time}`),
    ...differenceLines(told),
    ...(drawn.length > 0 ? ['', ...drawn, ''] : []),
    `${verdictLine(told)}, ${kept.class}`,
  ];
}
