import type { Ports } from '../ports.js';
import { DEFAULT_ADMIN_PORT } from '../ports.js';
import { ROUTE } from './scorecard.js';

/** Where everything is, told once when it is up. */
export function whereItIs(ports: Ports, config: string): string {
  return `
  Banyan's page    http://127.0.0.1:${ports.admin}/
  Faults           http://127.0.0.1:${ports.control}/
  Through Banyan   http://127.0.0.1:${ports.proxy}/api/customers/C-10001/overview
  Legacy           http://127.0.0.1:${ports.shop.aggregate}/api/customers/C-10001/overview
  Candidate        http://127.0.0.1:${ports.projection}/views/customer-overview/C-10001
  Banyan's file    ${config}
`;
}

/** The page that switches faults. */
export const faultsAt = (ports: Ports): string => `http://127.0.0.1:${ports.control}`;

/** How the command is typed against this demo's Banyan. */
export function banyanAt(ports: Ports): (rest: string) => string {
  const at = ports.admin === DEFAULT_ADMIN_PORT ? '' : ` --admin http://127.0.0.1:${ports.admin}`;
  return (rest) => `node dist/cli/banyan.js ${rest}${at}`;
}

/** What somebody who watches the dial can do next. */
export function whatToWatch(ports: Ports, faults: readonly string[]): string {
  const off =
    faults.length === 0
      ? 'no fault is on: watch the dial climb; about 3 minutes on an idle machine'
      : `${faults.join(', ')}: switch them off at ${faultsAt(ports)}\n              and watch the dial climb; about 3 minutes on an idle machine`;
  return `What to try next: this dial moves by itself, in minutes; Banyan's file says what a real one would ask
  up          ${off}
  down        when it is up, switch failing-candidate on: within a minute the dial is back in shadow
  meanwhile   each change of the dial is told here with who and why, and what is missing for the next
  end         Ctrl-C: nothing stays behind
`;
}

/** What a newcomer can do next. */
export function whatToTry(ports: Ports): string {
  const banyan = banyanAt(ports);
  return `What to try next
  look        open Banyan's page, choose ${ROUTE}, open a field that differs
  ask         ${banyan(`status ${ROUTE}`)}
              ${banyan(`mismatches ${ROUTE}`)}
  turn        ${banyan(`dial ${ROUTE} 5% --force --reason "trying the dial"`)}
              while the faults are on it comes down by itself within seconds: status says why
              ${banyan(`rollback ${ROUTE} --reason "and back"`)}
  watch       npm start -- --auto: a dial that climbs to live by itself, and comes down by itself
  mend        switch rounding-bug off on the faults page: the next version's evidence is without $.orders[*].total
  end         Ctrl-C: nothing stays behind
`;
}
