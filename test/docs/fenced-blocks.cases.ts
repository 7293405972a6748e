import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A block of code in a page of Markdown. */
export interface Block {
  /** Its page, and the line where it begins. */
  readonly at: string;
  readonly file: string;
  /** `sh`, `yaml`, `text`, …; empty where the page does not say. */
  readonly language: string;
  readonly text: string;
  /** Why no test runs it, where the line before it says so; undefined for what is run. */
  readonly notRun: string | undefined;
}

/** A page, by its path from the root. */
export interface Page {
  readonly file: string;
  readonly text: string;
}

/** The README, what stands in docs/, and what tells of the rooms and the tools. */
export const pages = (): readonly Page[] =>
  [
    '.',
    'docs',
    'test',
    'bench',
    'demo',
    'cli',
    'dashboards',
    'evidence',
    'proxy',
    'comparators',
    'routing-rules',
  ]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    // What changed in the past may name what is no more.
    .filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md')
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

export const pageOf = (file: string): Page => ({ file, text: readFileSync(join(root, file), 'utf8') });

/** The blocks of a page, in order. */
export const blocksOf = ({ file, text }: Page): readonly Block[] =>
  [...text.matchAll(/(?:^<!-- not run: (.*) -->\n)?^( *)```(\w*)\n([^]*?)^ *```$/gm)].map((match) => {
    const [, notRun, indent = '', language = '', inner = ''] = match;
    const line = text.slice(0, match.index).split('\n').length + (notRun === undefined ? 0 : 1);
    const lines = inner.split('\n').map((one) => one.slice(indent.length));
    return { at: `${file}:${line}`, file, language, text: lines.join('\n'), notRun };
  });
