import { notCountedLines } from './counted-examples.js';
import type { Findings } from './findings.js';
import type { Wanted } from './wanted.js';

/** Why nothing is written where no example counts, and the way out by what was answered in place of 2xx. */
export function nothingCounted({ notCounted, examples }: Findings, headers: Wanted['headers']): string {
  if (notCounted.statuses.size === 0)
    return 'Nothing was written: no example could be read from both sides. Mend what is said above, or write it all the same with --yes.';
  const waysOut = new Set([...notCounted.statuses].map((status) => wayOutOf(status, headers)));
  return [
    `Nothing was written: no example was answered with 2xx by both sides, and errors that agree are no agreement: ${notCountedLines(notCounted, examples).join('; ')}.`,
    ...waysOut,
    'Or write the file all the same with --yes.',
  ].join(' ');
}

function wayOutOf(status: number, headers: Wanted['headers']): string {
  if (status === 401 || status === 403)
    return headers.length === 0
      ? `At ${status} send what they ask for: --header-env authorization=VARIABLE takes it from that environment variable.`
      : `At ${status} see whether both sides take what was sent as ${headers.map(([name]) => name).join(', ')}.`;
  if (status === 404 || status === 410)
    return `At ${status} name with --examples what both sides have, and see whether --path and --candidate-path are right.`;
  if (status >= 300 && status < 400)
    return `At ${status} name the address or the path that answers: redirects are not followed.`;
  return `At ${status} mend the side that answers it: its log says why.`;
}
