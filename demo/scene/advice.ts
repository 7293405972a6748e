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

/** What a newcomer can do next. */
export function whatToTry(ports: Ports): string {
  const at = ports.admin === DEFAULT_ADMIN_PORT ? '' : ` --admin http://127.0.0.1:${ports.admin}`;
  const banyan = (rest: string) => `node dist/cli/banyan.js ${rest}${at}`;
  return `What to try next
  look        open Banyan's page, choose ${ROUTE}, open a field that differs
  ask         ${banyan(`status ${ROUTE}`)}
              ${banyan(`mismatches ${ROUTE}`)}
  turn        ${banyan(`dial ${ROUTE} 5% --force --reason "trying the dial"`)}
              ${banyan(`rollback ${ROUTE} --reason "and back"`)}
  mend        switch rounding-bug off on the faults page: the next version's evidence is without $.orders[*].total
  end         Ctrl-C: nothing stays behind
`;
}
