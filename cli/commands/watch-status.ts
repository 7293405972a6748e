import { parseDuration } from '../../routing-rules/units.js';
import type { AdminOptions } from '../admin-client.js';
import { colour } from '../colour.js';
import { exitCodes, Impossible } from '../exit.js';
import { wrapped } from '../fitted-text.js';
import { print, printJson } from '../print.js';
import { Screen } from '../screen.js';
import { standingJson, standingLines } from './status.js';
import { asOfLine, followStanding, type WatchedStanding } from './watched-status.js';

/** What `banyan status --watch` may be told. */
export interface WatchOptions extends AdminOptions {
  readonly json?: boolean;
  /** A duration: how long to rest after each look, 2s unless said. */
  readonly interval?: string;
}

/** Shows one standing after another, and gives back what it took. */
interface Shown {
  show(told: WatchedStanding): void;
  end(): void;
}

/**
 * `banyan status [route] --watch`: follows where routes stand until q, Ctrl-C or SIGTERM. On a terminal in place, and
 * only what changed is drawn anew; elsewhere a block, or with `--json` a line, for each change. Exit 0.
 */
export async function watchStatus(route: string | undefined, options: WatchOptions): Promise<number> {
  const interval = intervalOf(options.interval ?? '2s');
  const ended = new AbortController();
  const end = (): void => ended.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  let shown: Shown | undefined;
  try {
    for await (const told of followStanding(route, options, interval, ended.signal)) {
      shown ??= process.stdout.isTTY && !options.json ? onScreen(end) : inBlocks(options.json ?? false);
      shown.show(told);
      if (ended.signal.aborted) break;
    }
  } finally {
    shown?.end();
  }
  return exitCodes.done;
}

/** The shortest rest: a look costs Banyan as much as a look of its page. */
const shortest = 250;

function intervalOf(text: string): number {
  const interval = parseDuration(text);
  if (interval !== undefined && interval >= shortest) return interval;
  throw new Impossible(`--interval ${text}: give a duration of ${shortest}ms or more, like 2s.`);
}

/** On a terminal: on a screen of its own, until a key ends it; then what was seen last stays to be copied. */
function onScreen(end: () => void): Shown {
  const screen = new Screen(process.stdout);
  const leave = (): void => screen.leave();
  // Whatever ends the process, the terminal is usable again.
  process.on('exit', leave);
  const release = heedKeys(end);
  let last: WatchedStanding | undefined;
  const draw = (): void => {
    if (last) screen.draw(screenLines(last, screen.columns));
  };
  const redraw = (): void => {
    screen.forget();
    draw();
  };
  process.stdout.on('resize', redraw);
  process.on('SIGCONT', redraw);
  return {
    show(told) {
      last = told;
      draw();
    },
    end() {
      process.stdout.off('resize', redraw);
      process.off('SIGCONT', redraw);
      release();
      leave();
      process.off('exit', leave);
      if (last) for (const line of screenLines(last, screen.columns)) print(line);
    },
  };
}

function screenLines(told: WatchedStanding, columns: number): readonly string[] {
  const paint = told.outOfDate === undefined ? colour.dim : colour.yellow;
  return [
    ...standingLines(told.standing, columns),
    '',
    ...wrapped(asOfLine(told), columns).map((line) => paint(line)),
  ];
}

const ctrlC = '\u0003';
const ctrlD = '\u0004';

/** Ends by q, and by Ctrl-C, which is no signal while keys are read one by one. Returns what gives the keyboard back. */
function heedKeys(end: () => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => undefined;
  const heard = (keys: Buffer): void => {
    const text = keys.toString();
    if (['q', 'Q', ctrlC, ctrlD].some((key) => text.includes(key))) end();
  };
  stdin.setRawMode(true);
  stdin.on('data', heard);
  stdin.resume();
  return () => {
    stdin.off('data', heard);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

/** Elsewhere: all of it, each time that anything but the time has changed. */
function inBlocks(isJson: boolean): Shown {
  let before: string | undefined;
  return {
    show(told) {
      const lines = standingLines(told.standing, Number.POSITIVE_INFINITY);
      const standing = isJson ? JSON.stringify(standingJson(told.standing)) : lines.join('\n');
      const now = `${told.outOfDate?.why ?? ''}\n${standing}`;
      if (now === before) return;
      before = now;
      if (isJson) printJson(jsonOf(told));
      else for (const line of [asOfLine(told), ...lines, '']) print(line);
    },
    end: () => undefined,
  };
}

/** A line for programs: `asOf`, `live`, what the API told, and where it is out of date since when and why. */
const jsonOf = ({ standing, asOf, outOfDate }: WatchedStanding): object => ({
  asOf: asOf.toISOString(),
  live: outOfDate === undefined,
  ...(outOfDate && { outOfDate: { since: outOfDate.since.toISOString(), why: outOfDate.why } }),
  ...standingJson(standing),
});
