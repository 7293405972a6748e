import { parseShare } from '../../routing-rules/units.js';
import type { TurnAction } from '../../routing-rules/dial-table.js';
import { type Stage, stages } from '../../routing-rules/dial.js';
import type { Scorecard } from '../../evidence/scorecard.js';
import { type AdminOptions, askAdmin } from '../admin-client.js';
import { exitCodes, Impossible } from '../exit.js';
import { inert, print, printJson } from '../print.js';
import { dialOf } from './status.js';

interface TurnOptions extends AdminOptions {
  readonly reason: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `banyan dial <route> <share|stage>`: turns a dial to where it is asked. */
export function dial(route: string, to: string, options: TurnOptions): Promise<number> {
  const body = { ...positionFrom(to), reason: options.reason, ...(options.force && { force: true }) };
  return change(route, options, `${address(route)}/dial`, 'PUT', body);
}

/** `banyan promote|rollback|hold|resume|acknowledge|unlatch|restart-evidence <route>`. */
export function act(action: TurnAction, route: string, options: TurnOptions): Promise<number> {
  return change(route, options, `${address(route)}/${action}`, 'POST', {
    reason: options.reason,
    ...(options.force && { force: true }),
  });
}

async function change(
  route: string,
  options: TurnOptions,
  path: string,
  method: 'PUT' | 'POST',
  body: object,
): Promise<number> {
  const before = await askAdmin<Scorecard>(options, address(route));
  const after = await askAdmin<Scorecard>(options, path, { method, body });
  if (options.json) printJson(after);
  else
    print(
      `${route}: ${dialOf(before)} → ${dialOf(after)}   (revision ${after.revision}, "${inert(options.reason)}")`,
    );
  return exitCodes.done;
}

const address = (route: string): string => `/api/v1/routes/${encodeURIComponent(route)}`;

function positionFrom(text: string): { stage: Stage } | { share: number } {
  const stage = stages.find((known) => known === text);
  if (stage) return { stage };
  const share = parseShare(text);
  if (share !== undefined) return { share };
  throw new Impossible(`"${text}" is neither a share like 5% nor a stage (${stages.join(', ')}).`);
}
