import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { readerOf } from '../cli/configuration/read-file.js';
import { readOptions } from '../demo/scene/options.js';
import { commandLines } from './docs/command-lines.cases.js';
import { type DryRun, dryProgram } from './docs/dry-program.cases.js';
import { type Block, blocksOf, pageOf, pages } from './docs/fenced-blocks.cases.js';
import { type ShellSession, startShell } from './docs/shell-session.cases.js';
import { shownOutput } from './docs/shown-output.cases.js';
import { isWhole, wholeFile } from './docs/whole-file.cases.js';
import { banyan, freePort, temporaryFolder } from './running-banyan.cases.js';

const all = pages();
const blocks = all.flatMap(blocksOf);

describe('what is not run', () => {
  it('is this, and for these reasons', () => {
    const notRun = blocks.flatMap(({ file, notRun }) => (notRun === undefined ? [] : [`${file}: ${notRun}`]));
    expect(notRun).toEqual([
      'docs/operating.md: Prometheus reads it',
      'docs/operating.md: Grafana reads it',
      'docs/quick-start.md: the build that is tested stands in its place',
      'docs/guides/operator.md: Kubernetes reads it',
    ]);
  });
});

describe('what docs/quick-start.md shows', () => {
  const page = blocksOf(pageOf('docs/quick-start.md')).filter(({ notRun }) => notRun === undefined);
  const documented = [3000, 4000, 8080, 8081];
  const folder = temporaryFolder();
  const ports = new Map<string, number>();
  let shell: ShellSession;
  beforeAll(async () => {
    for (const port of documented) ports.set(String(port), await freePort());
    shell = startShell(folder.path);
  });
  afterAll(async () => {
    await shell.end();
    folder.remove();
  });

  const onFreePorts = (text: string): string =>
    text.replaceAll(/\b(?:3000|4000|8080|8081)\b/g, (port) => String(ports.get(port) ?? port));

  /** `banyan init` writes the usual ports; here they may be taken. */
  function moveToFreePorts(): void {
    const file = join(folder.path, 'banyan.yaml');
    const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (onFreePorts(written) !== written) writeFileSync(file, onFreePorts(written));
  }

  /** What only looks may be done again: who types takes longer than a script. */
  const looks = ({ text }: Block): boolean =>
    /^(?:banyan (?:status|mismatches|suggest|check|audit)\b.*\n)+$/.test(text);

  for (const [i, block] of page.entries()) {
    if (block.language !== 'sh') continue;
    const shown = page[i + 1]?.language === 'text' ? page[i + 1]?.text : undefined;
    it(`${block.at} ${block.text.split('\n')[0]}`, async () => {
      const said = async (): Promise<string> => `${await shell.run(onFreePorts(block.text))}\n`;
      if (shown === undefined) await said();
      else if (looks(block))
        await expect.poll(said, { timeout: 20_000, interval: 500 }).toMatch(shownOutput(shown));
      else expect(await said()).toMatch(shownOutput(shown));
      moveToFreePorts();
    });
  }
});

describe('every YAML that is shown', () => {
  const shown = blocks.filter(({ language, notRun }) => language === 'yaml' && notRun === undefined);
  const folder = temporaryFolder();
  const file = join(folder.path, 'banyan.yaml');
  beforeAll(() => {
    // Modules that a page shows stand where its first line says.
    for (const { text } of blocks.filter(({ language }) => language === 'js')) {
      const module = join(folder.path, /^\/\/ (\S+)\n/.exec(text)?.[1] ?? 'module.js');
      mkdirSync(dirname(module), { recursive: true });
      writeFileSync(module, text);
    }
  });
  afterAll(() => folder.remove());

  it.each(shown)('is a banyan.yaml, or a piece of one, that is valid: $at', async ({ text }) => {
    const written = parse(text) as Record<string, unknown>;
    if (isWhole(written)) {
      writeFileSync(file, text);
      const { code, stdout } = await banyan(['check', file]);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/ is valid\.$/m)]);
      expect(stdout).not.toMatch(/note:/);
      return;
    }
    const whole = wholeFile(written);
    expect(whole, 'no place of banyan.yaml has all of its keys').toBeDefined();
    const read = readerOf(file)(stringify(whole));
    expect(read.kind === 'valid' ? [] : read.problems).toEqual([]);
  });
});

describe('every link of a page', () => {
  /** As GitHub names a heading. */
  const anchorOf = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
  const anchorsIn = (text: string): readonly string[] =>
    [...text.replaceAll(/^ *```[^]*?^ *```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      anchorOf(heading),
    );

  it.each(all)('leads to a file, and to a heading in it: $file', ({ file, text }) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const broken = links.filter(([, to = '', anchor]) => {
      const path = to === '' ? file : join(dirname(file), to);
      if (!existsSync(path)) return true;
      return anchor !== undefined && !anchorsIn(readFileSync(path, 'utf8')).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

describe('every command that is named', () => {
  let dry: DryRun;
  beforeAll(async () => {
    dry = await dryProgram();
  });
  /** A sentence may name a command without what it needs. */
  const leftOut = [
    'commander.missingArgument',
    'commander.missingMandatoryOptionValue',
    'commander.optionMissingArgument',
  ];

  it.each(
    all.map((page) => ({ ...page, lines: commandLines(page) })).filter(({ lines }) => lines.length > 0),
  )('is one, with its options: $file', async ({ lines }) => {
    for (const { at, text, calls, isMention } of lines) {
      for (const words of calls) {
        const wrong = await dry(words);
        const isMeant = wrong === undefined || (isMention && leftOut.includes(wrong.code));
        expect(isMeant ? undefined : wrong?.message, `${at}: banyan ${text}`).toBeUndefined();
        if (words[0] === 'demo') expect(() => readOptions(words.slice(1)), text).not.toThrow();
      }
    }
  });

  it('and so is every script of npm', () => {
    const { scripts } = JSON.parse(
      readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
    ) as {
      scripts: Record<string, string>;
    };
    const named = all.flatMap(({ file, text }) =>
      [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => ({ file, name })),
    );
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
  });
});
