import { type Block, blocksOf, type Page } from './fenced-blocks.cases.js';

/** A call of `banyan` that a page shows. */
export interface CommandLine {
  readonly at: string;
  /** As it stands there. */
  readonly text: string;
  /** What follows `banyan`; one call for each choice that the page leaves (`--csv|--ndjson`). */
  readonly calls: readonly (readonly string[])[];
  /** Named in a sentence, where what it needs may be left out. */
  readonly isMention: boolean;
}

/** Every call of `banyan` on a page: in its blocks, and in backticks in its sentences. */
export function commandLines(page: Page): readonly CommandLine[] {
  const inBlocks = blocksOf(page).flatMap((block) =>
    linesToRun(block)
      .map(callIn)
      .filter((text) => text !== undefined)
      .map((text) => ({ at: block.at, text, calls: choices(words(text)), isMention: false })),
  );
  const prose = page.text.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  const mentions = [...prose.matchAll(/`(?:[A-Z_]+=\S+ )?banyan ([^`]+)`/g)].map(([, text = '']) => ({
    at: page.file,
    text,
    calls: choices(words(text.replaceAll(String.raw`\|`, '|'))),
    isMention: true,
  }));
  return [...inBlocks, ...mentions];
}

/** The commands of a block: all of a shell's, and what stands behind a `$ ` where output is shown. */
function linesToRun({ language, text }: Block): readonly string[] {
  const lines = text
    .replaceAll(/<<'?EOF'?\n[^]*?^EOF$/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n');
  if (language === 'sh') return lines.flatMap((line) => line.split(/&& |\| |; /));
  return lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
}

/** What follows `banyan` on a line, however it is called. */
const callIn = (line: string): string | undefined =>
  /^\s*(?:[A-Z_]+=\S+ )?(?:banyan|node dist\/cli\/banyan\.js)\s+(.*)$/.exec(line)?.[1] ??
  /^\s*npm start -- (.*)$/.exec(line)?.[1]?.replace(/^/, 'demo ');

/** The words of a call up to its redirection or comment, without quotes, the brackets of a usage, and `…`. */
const words = (text: string): readonly string[] =>
  [...text.replace(/ (?:#|>|2>|& ).*$/, '').matchAll(/"[^"]*"|<[^>]*>|\S+/g)]
    .map(([word]) => (/^["<]/.test(word) ? 'x' : word.replaceAll(/[[\]]/g, '')))
    .filter((word) => word !== '…' && word !== '&');

/** Where words leave a choice, one call for each: the others as they stand first. */
function choices(all: readonly string[]): readonly (readonly string[])[] {
  const most = Math.max(1, ...all.map((word) => word.split('|').length));
  return Array.from({ length: most }, (_, nth) =>
    all.map((word) => {
      const offered = word.split('|');
      return offered[nth] ?? offered[0] ?? '';
    }),
  );
}
