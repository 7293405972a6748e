// `npm run simulate`: does the dial do what it promises? Worlds whose truth is known, and what becomes of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { chanceFrom } from '../../demo/chance.js';
import { BadOption } from '../command-options.js';
import { isBroken } from './figure.js';
import { readOptions, type SimulateOptions, usage } from './options.js';
import { tableOf, type Told, withTable } from './table.js';

const dialPage = 'docs/dial.md';
const violated = 1;
const impossible = 2;

async function simulate({ seed, runs, stories, json, page }: SimulateOptions): Promise<number> {
  const told: Told[] = [];
  for (const story of stories) {
    say(`${story.name}: ${story.tells}`);
    const chance = (name: string) => chanceFrom(`${seed} ${story.name} ${name}`);
    // oxlint-disable-next-line no-await-in-loop -- one at a time: each takes a core
    told.push({ story, figures: await story.tell({ chance, runs }) });
  }
  const broken = told.flatMap(({ figures }) => figures.filter(isBroken));
  const figures = told.flatMap(({ story, figures }) =>
    figures.map((figure) => ({ story: story.name, ...figure, broken: isBroken(figure) })),
  );
  answer(json ? JSON.stringify({ seed, runs, figures }, null, 2) : tableOf(told));
  if (page) writeFileSync(dialPage, withTable(readFileSync(dialPage, 'utf8'), tableOf(told)));
  for (const { what } of broken) say(`Broken, and not by chance: ${what}`);
  return broken.length > 0 ? violated : 0;
}

const answer = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') answer(usage);
  else process.exitCode = await simulate(options);
} catch (error) {
  if (error instanceof BadOption) say(`${error.message}\n\n${usage}`);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = impossible;
}
