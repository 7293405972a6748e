import { type Change, readChanges } from './scorecard.js';

/** What a watcher of the dial does once it came down: where the faults are, and how to call `banyan`. */
export interface WayBack {
  readonly faults: string;
  readonly banyan: (rest: string) => string;
  readonly route: string;
}

/** The changes of the dial, each told once. */
export class Changes {
  #last = 0;

  /** @param admin Banyan's API */
  constructor(private readonly admin: string) {}

  /** Those that came since it was asked last, oldest first; those of an earlier run with the first call. Rejects when the API does not answer. */
  async news(): Promise<readonly Change[]> {
    const all = await readChanges(this.admin);
    const news = all.filter(({ id }) => id > this.#last);
    this.#last = all.at(-1)?.id ?? this.#last;
    return news;
  }
}

const place = ({ stage, share }: Change['from']): string =>
  stage === 'split' ? `${Number((share * 100).toPrecision(4))} %` : stage;

const isMoved = ({ from, to }: Change): boolean => from.stage !== to.stage || from.share !== to.share;

/** The controller turned it down: what was served by the candidate is served by legacy again. */
export const isFall = (change: Change): boolean =>
  isMoved(change) && change.role === 'controller' && change.to.share < change.from.share;

/** One change in a line: when, from where to where, who and why. */
export function tellChange(change: Change): string {
  const { time, from, to, action, actor, role, reason } = change;
  const at = new Date(time).toLocaleTimeString('en-GB');
  const what = isMoved(change) ? `${place(from)} → ${place(to)}` : action;
  return `${at}  ${what}, by ${role === 'controller' ? `${actor}, by itself` : actor}: ${reason}`;
}

/**
 * What to do after a rollback, so that the dial can climb again. Somebody must have seen it: a
 * version that takes over within minutes might have been on its way when the dial came down. Code that is mended is
 * another version with evidence of its own; what broke without one stays in the evidence.
 * @param candidate the version that was rolled back
 * @param latched it happened too often for a mere acknowledgement
 */
export function wayBack(
  { faults, banyan, route }: WayBack,
  candidate: string | null,
  latched: boolean,
): readonly string[] {
  const mend = `          Nobody is served by the candidate now, and it is still compared. Mend it at ${faults}`;
  const countsAnew = !latched && candidate?.includes('bug');
  const seen = latched ? 'unlatch' : 'acknowledge';
  return [
    `${mend}, then say that you have seen why${countsAnew ? '' : ', and count anew'}:`,
    `            ${banyan(`${seen} ${route} --reason "seen, and mended"`)}`,
    ...(countsAnew ? [] : [`            ${banyan(`restart-evidence ${route} --reason "mended"`)}`]),
  ];
}
