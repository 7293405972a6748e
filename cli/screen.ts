import { cutInMiddle, widthOf } from './fitted-text.js';

/** Columns and rows of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Lines as they stand on a screen: none longer than it is wide, and no more than it is high, the last of them always,
 * since it says how things stand. What has no room is counted.
 */
export function shownOn({ columns, rows }: ScreenSize, lines: readonly string[]): readonly string[] {
  const fitted = lines.map((line) => (widthOf(line) > columns ? cutInMiddle(line, columns) : line));
  if (fitted.length <= rows) return fitted;
  const room = Math.max(0, rows - 2);
  const more = `… ${fitted.length - 1 - room} more lines: a higher terminal shows them`;
  return [...fitted.slice(0, room), cutInMiddle(more, columns), fitted.at(-1) ?? ''].slice(-rows);
}

/**
 * What is to be written to a terminal for `after` to stand where `before` did, both as {@link shownOn} gives them:
 * only lines that changed are written anew, so that nothing moves but what did (design: pages).
 * @param before undefined where nothing of ours stands there yet
 */
export function redrawn(before: readonly string[] | undefined, after: readonly string[]): string {
  if (before === undefined) return clear + after.map((line, row) => at(row) + line).join('');
  const changed = after.flatMap((line, row) => (line === before[row] ? [] : [at(row) + line + eraseRest]));
  return changed.join('') + (before.length > after.length ? at(after.length) + eraseBelow : '');
}

// ECMA-48, and xterm's private modes: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
const escape = '\u001B[';
const at = (row: number): string => `${escape}${row + 1};1H`;
const clear = `${escape}2J`;
const eraseRest = `${escape}K`;
const eraseBelow = `${escape}J`;
const enter = `${escape}?1049h${escape}?25l`;
const leave = `${escape}?25h${escape}?1049l`;

/** What a screen needs of a terminal; `process.stdout` has it. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

/** The terminal as a screen of our own: what stood there before comes back when it is left. */
export class Screen {
  #lines: readonly string[] | undefined;
  #isOpen = true;

  constructor(private readonly terminal: Terminal) {
    terminal.write(enter);
  }

  get columns(): number {
    return this.terminal.columns || 80;
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    const size = { columns: this.columns, rows: this.terminal.rows || 24 };
    const after = shownOn(size, lines);
    const change = redrawn(this.#lines, after);
    if (change !== '') this.terminal.write(change);
    this.#lines = after;
  }

  /** After the terminal changed its size nothing stands where it stood. */
  forget(): void {
    this.#lines = undefined;
  }

  /** Gives the terminal back with its cursor; once, however often it is called. */
  leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.terminal.write(leave);
  }
}
