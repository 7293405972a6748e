import { nearestName } from '../../comparators/explain/nearest-name.js';
import { formatShare, parseShare } from '../../routing-rules/units.js';
import type { TurnAction } from '../../routing-rules/dial-table.js';
import { type Stage, stages } from '../../routing-rules/dial.js';
import type { Scorecard } from '../../evidence/scorecard.js';
import { type AdminOptions, askAdmin } from '../admin-client.js';
import { exitCodes, Impossible } from '../exit.js';
import { inert, print, printJson } from '../print.js';
import { clockTime } from '../when.js';
import { confirmRetiring } from './retire.js';
import { dialOf } from './route-lines.js';

interface TurnOptions extends AdminOptions {
  readonly reason: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `banyan dial <route> <share|stage>`: turns a dial to where it is asked. */
export async function dial(
  route: string,
  to: string,
  options: TurnOptions & { readonly yes?: boolean },
): Promise<number> {
  if (to === 'retired')
    await confirmRetiring(await askAdmin<Scorecard>(options, address(route)), options.yes ?? false);
  const body = { ...positionFrom(to), reason: options.reason, ...(options.force && { force: true }) };
  return change(route, options, `${address(route)}/dial`, 'PUT', body);
}

/** `banyan promote|rollback|hold|resume|acknowledge|unlatch|restart-evidence <route>`. */
export function act(action: TurnAction, route: string, options: TurnOptions): Promise<number> {
  const body = { reason: options.reason, ...(options.force && { force: true }) };
  return change(route, options, `${address(route)}/${action}`, 'POST', body, action);
}

async function change(
  route: string,
  options: TurnOptions,
  path: string,
  method: 'PUT' | 'POST',
  body: object,
  action?: TurnAction,
): Promise<number> {
  const before = await askAdmin<Scorecard>(options, address(route));
  const after = await askAdmin<Scorecard>(options, path, { method, body });
  if (options.json) printJson(after);
  else for (const line of changeLines(before, after, options.reason, action)) print(line);
  return exitCodes.done;
}

/**
 * What a turn changed, as people want to read it.
 * @param action what was asked for, where that was no place of the dial
 */
export function changeLines(
  before: Scorecard,
  after: Scorecard,
  reason: string,
  action?: TurnAction,
): readonly string[] {
  const [from, to] = [dialOf(before), dialOf(after)];
  const changes = [
    ...(from === to ? [] : [`${from} → ${to}`]),
    ...(after.rolledBack?.acknowledged && !before.rolledBack?.acknowledged ? ['rollback acknowledged'] : []),
    ...(before.rolledBack?.latched && !after.rolledBack?.latched ? ['unlatched'] : []),
    // Who asked for it is told even where counts cannot show it: there were none, or as many have come since.
    ...(action === 'restart-evidence' || after.compared < before.compared ? [restarted(before)] : []),
  ];
  const told = changes.length === 0 ? unchanged(before, to, action) : changes.join(', ');
  // A revision is of a place: it says nothing of what left the dial where it was.
  const revision = after.revision === before.revision ? '' : `revision ${after.revision}, `;
  return [`${after.name}: ${told}   (${revision}"${inert(reason)}")`, ...nextLines(after)];
}

/** The audit keeps every turn that was asked for, also one that found nothing to do; why it found nothing is told where Banyan did it. */
function unchanged({ rolledBack }: Scorecard, at: string, action: TurnAction | undefined): string {
  const byItself =
    action === 'rollback' && rolledBack?.automatic && !rolledBack.acknowledged
      ? `: it rolled back by itself at ${clockTime(rolledBack.at)}`
      : ', nothing changed';
  return `${at} already${byItself}; the audit keeps that it was asked`;
}

const restarted = ({ requests }: Scorecard): string =>
  `evidence begins anew; ${requests === 0 ? 'nothing had been counted yet' : 'what was counted is kept'}`;

/** What can be done next, where the dial did not come to its end. */
function nextLines(card: Scorecard): readonly string[] {
  if (card.held || card.next === null) return [];
  return card.next.allowed
    ? [`may rise to ${dialOf({ ...card.next, held: false, forced: false })}`]
    : [`may not rise yet: banyan status ${card.name} says what is missing`];
}

const address = (route: string): string => `/api/v1/routes/${encodeURIComponent(route)}`;

function positionFrom(text: string): { stage: Stage } | { share: number } {
  const stage = stages.find((known) => known === text);
  if (stage) return { stage };
  const share = parseShare(text);
  if (share !== undefined) return { share };
  const nearest = shareMeant(text) ?? nearestName(text, stages);
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new Impossible(
    `"${text}" is neither a share from 0% to 100% nor a stage (${stages.join(', ')}).${meant}`,
  );
}

/** `5` lacks its sign, and `0.5` may be a ratio: which of the two is for whoever asks to say. */
function shareMeant(text: string): string | undefined {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) > 100) return undefined;
  const number = Number(text);
  return number > 0 && number < 1 ? `${number}% or ${formatShare(number).replace(' ', '')}` : `${number}%`;
}
