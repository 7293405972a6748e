/** `banyan demo`: a migration in a box. Exit 0 done, 1 a headless run found itself wanting, 2 could not run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Closing } from './closing.js';
import { whatToTry, whatToWatch, whereItIs } from './scene/advice.js';
import { climb } from './scene/climb.js';
import { type Demo, startDemo } from './scene/demo.js';
import { BadOption, type DemoOptions, readOptions, USAGE } from './scene/options.js';
import { readFields, readScorecard, skippedOf } from './scene/scorecard.js';
import { show } from './scene/show.js';
import { type Finding, judge } from './scene/verdict.js';

const COUNTED_WITHIN_MS = 10_000;
/** What differs for good is named after 12 × freshness; a busy machine takes longer. */
const NAMED_WITHIN_MS = 30_000;
const END_WITHIN_MS = 20_000;
/** Ctrl-C reaches this process twice, from the terminal and from the one that started it. */
const SAME_KEYPRESS_MS = 500;

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

/** Resolves when every request that was sent has been counted, or the time for that is over. */
async function counted({ admin }: Demo): Promise<void> {
  let before = -1;
  for (const deadline = Date.now() + COUNTED_WITHIN_MS; Date.now() < deadline; ) {
    const card = await readScorecard(admin);
    if (card.requests === card.compared + skippedOf(card) && card.requests === before) return;
    before = card.requests;
    await sleep(500);
  }
}

/** What holds as soon as all of it does, and what does when nothing more will come. */
async function judged({ admin, faults }: Demo): Promise<readonly Finding[]> {
  const deadline = Date.now() + NAMED_WITHIN_MS;
  for (;;) {
    const [card, fields] = await Promise.all([readScorecard(admin), readFields(admin)]);
    const findings = judge(card, fields, faults.on());
    if (findings.every(({ holds }) => holds) || card.settling === 0 || Date.now() > deadline) return findings;
    await sleep(500);
  }
}

/** Stops the traffic and judges what was counted. */
async function selfJudge(demo: Demo): Promise<readonly Finding[]> {
  await demo.traffic.rest();
  await counted(demo);
  return judged(demo);
}

/** Tells what a run found of itself; its exit code. */
function verdict(findings: readonly Finding[]): number {
  for (const { holds, says } of findings) process.stdout.write(`${holds ? 'ok  ' : 'FAIL'}  ${says}\n`);
  return findings.every(({ holds }) => holds) ? 0 : 1;
}

/** When a run is over by itself: after its time, or where it tells the story of its dial, with that; else never. */
function ending(
  { auto, headless, seconds }: DemoOptions,
  demo: Demo,
  signal: AbortSignal,
): Promise<'time' | readonly Finding[]> {
  if (auto && headless) return climb(demo, seconds, signal);
  return seconds === undefined
    ? new Promise(() => undefined)
    : sleep(seconds * 1_000, 'time' as const, { signal });
}

/** Runs until it is over, the signal comes or Banyan dies; the exit code. */
async function run(options: DemoOptions, demo: Demo, asking: AbortSignal): Promise<number> {
  const over = new AbortController();
  const signal = AbortSignal.any([asking, over.signal]);
  const showing = show(demo, options, signal);
  const asked = new Promise<'asked'>((resolve) => {
    if (asking.aborted) resolve('asked');
    asking.addEventListener('abort', () => resolve('asked'), { once: true });
  });
  const ended = ending(options, demo, signal).catch((error: unknown) => {
    // What waits rejects when the demo is asked to end; `asked` says so already.
    if (signal.aborted) return 'asked' as const;
    return { why: String(error) };
  });
  const end = await Promise.race([asked, demo.banyan.died.then((why) => ({ why })), ended]);
  over.abort();
  await showing;
  if (end === 'asked') return 0;
  if (end === 'time') return options.headless ? verdict(await selfJudge(demo)) : 0;
  if (!('why' in end)) return verdict(end);
  say(end.why);
  return 2;
}

async function main(options: DemoOptions, closing: Closing, ending: AbortSignal): Promise<number> {
  try {
    const began = performance.now();
    const demo = await startDemo(options, { closing, signal: ending, tell: (line) => say(`demo: ${line}`) });
    say(`demo: up after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    const next = options.auto ? whatToWatch(options.ports, options.faults) : whatToTry(options.ports);
    process.stdout.write(`${whereItIs(options.ports, demo.config)}\n${next}\n`);
    return await run(options, demo, ending);
  } catch (error) {
    if (ending.aborted) return 0;
    say(`demo: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  } finally {
    // Whatever hangs while closing must not keep the demo: the tether ends Banyan when this process does.
    setTimeout(() => process.exit(2), END_WITHIN_MS).unref();
    await closing.close();
  }
}

/** Reads the arguments, listens for the end, runs, and exits. */
async function start(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const ending = new AbortController();
  const closing = new Closing();
  process.once('exit', () => closing.abandon());
  let asked = 0;
  const end = (): void => {
    if (asked === 0) {
      asked = performance.now();
      say('demo: ending; once more ends it at once');
      ending.abort();
    } else if (performance.now() - asked > SAME_KEYPRESS_MS) process.exit(130);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
  // Whoever started this with a channel may die without a word; the channel tells.
  process.once('disconnect', end);
  return main(options, closing, ending.signal);
}

try {
  process.exit(await start());
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  say(`demo: ${error.message}\n\n${USAGE}`);
  process.exit(2);
}
