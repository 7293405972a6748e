import type { Scorecard } from '../../evidence/scorecard.js';
import { type AdminOptions, askAdmin, Refused, withMembers } from '../admin-client.js';
import { colour } from '../colour.js';
import { exitCodes } from '../exit.js';
import { wrapped } from '../fitted-text.js';
import { print, printJson, terminalWidth } from '../print.js';
import { overviewLines, routeLines } from './route-lines.js';

/** `banyan status [route]`: the table a release manager wants. Exit 1 when a guard has failed. */
export async function status(
  route: string | undefined,
  options: AdminOptions & { json?: boolean },
): Promise<number> {
  const standing = await askStanding(route, options);
  if (options.json) printJson(standingJson(standing));
  else for (const line of standingLines(standing, terminalWidth())) print(line);
  const failed = standing.cards.some(({ guards }) => guards.some(({ verdict }) => verdict === 'fail'));
  return failed ? exitCodes.no : exitCodes.done;
}

/** Where routes stand, as a running Banyan told it at one moment. */
export interface Standing {
  /** Whether one route was asked for, and is told at length. */
  readonly isOne: boolean;
  readonly cards: readonly Scorecard[];
  /** What of Banyan itself is out of order, as sentences; of one route, too. */
  readonly problems: readonly string[];
}

/** Asks for one route, or for all. @throws Impossible, Refused as `askAdmin` */
export async function askStanding(route: string | undefined, options: AdminOptions): Promise<Standing> {
  const cards =
    route === undefined
      ? (await askAdmin<{ routes: unknown[] }>(options, '/api/v1/routes', undefined, ['routes'])).routes
      : [await askAdmin<unknown>(options, `/api/v1/routes/${encodeURIComponent(route)}`)];
  return {
    isOne: route !== undefined,
    cards: cards.map((card) => withMembers<Scorecard>(card, readHere, options)),
    problems: await problemsOf(options),
  };
}

/** What of a route is told here. */
const readHere = [
  ...([
    'name',
    'stage',
    'share',
    'guards',
    'requests',
    'compared',
    'mismatched',
    'skipped',
    'unsettled',
  ] as const),
  ...([
    'versions',
    'versionsFrom',
    'entities',
    'traffic',
    'step',
    'rate',
    'lag',
    'latency',
    'coverage',
  ] as const),
] satisfies readonly (keyof Scorecard)[];

/** As people read it. @param width columns of the terminal */
export function standingLines({ isOne, cards, problems }: Standing, width: number): readonly string[] {
  return [
    ...problems.flatMap((problem) => wrapped(`! ${problem}`, width).map((line) => colour.yellow(line))),
    ...(isOne ? cards.flatMap((card) => routeLines(card, width)) : overviewLines(cards, width)),
  ];
}

/** As programs read it: as the API tells it. */
export const standingJson = ({ isOne, cards }: Standing): object =>
  isOne ? { ...cards[0] } : { routes: cards };

/** What `/readyz` says is wrong. */
async function problemsOf(options: AdminOptions): Promise<readonly string[]> {
  try {
    return (await askAdmin<{ problems: readonly string[] }>(options, '/readyz')).problems;
  } catch (error) {
    if (error instanceof Refused && error.status === 503) return [error.message];
    throw error;
  }
}
