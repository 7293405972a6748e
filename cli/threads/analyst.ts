import { randomUUID } from 'node:crypto';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Analyst } from '../../evidence/analyst.js';
import { type Question, previewFor, suggestionsFor } from '../../evidence/inquiry.js';
import { KeptPairs } from '../../evidence/kept-pairs.js';
import type { Pair } from '../../evidence/pair.js';
import { readPairs } from '../../evidence/pair-codec.js';
import { HiddenKeys } from '../../evidence/hidden-keys.js';
import { keyedBy } from '../../evidence/redaction-key.js';
import { EntityMemory } from '../../evidence/settling/entity-memory.js';
import { Settler } from '../../evidence/settling/settler.js';
import type { Finding } from '../../evidence/tally.js';
import { compareSpan } from '../../evidence/tracing/compare-span.js';
import type { PairBatch } from '../../proxy/handover.js';
import { toldVersions } from '../../proxy/watched-versions.js';
import { UpstreamRereader } from '../../proxy/upstream-rereader.js';
import { CustomError } from '../../comparators/custom.js';
import { createLog } from '../log.js';
import { SpanLine } from '../tracing/span-line.js';
import { CustomComparators } from './custom-comparators.js';
import { versionsOf } from './kept-routes.js';
import { after } from './long-timer.js';
import { LostPairs } from './lost-pairs.js';
import { Slices } from './slices.js';
import type {
  AnalystEdition,
  AnalystStart,
  AskedOfAnalyst,
  EditionRoutes,
  FromAnalyst,
  FromAnalystToControl,
  ToAnalyst,
} from './messages.js';

// The analyst's thread: decodes, compares and classifies what the data plane hands over.
const { editions, line, redactionKey } = workerData as AnalystStart;
if (!parentPort) throw new Error('the analyst runs as a worker thread');
const main = parentPort;
const log = createLog('analyst');

const lost = new LostPairs(log);
const keyed = keyedBy(redactionKey);
const hiddenKeys = new HiddenKeys(keyed);
const rereader = new UpstreamRereader();
const now = (): number => performance.now();
const kept = new KeptPairs(now);
/** Where spans go; dropped while nobody asks for them, and then there are none. */
let tracer: MessagePort | undefined;
const spans = new SpanLine((batch) => {
  tracer?.postMessage(batch);
  return tracer !== undefined;
});
const analyst = new Analyst(
  [],
  keyed,
  {
    settler: new Settler({
      rereader,
      clock: { now, after },
      tell: tellSettled,
      onBug: (error) => log.error({ error: String(error) }, 'reading a suspect again failed inside Banyan'),
    }),
    memory: new EntityMemory(),
    newId: randomUUID,
    now,
    spans,
  },
  undefined,
  kept,
);
const slices = new Slices();
// What is kept in the clear is not to stay only because nothing comes in that could take its place.
setInterval(() => kept.dropOld(), 60_000).unref();
const comparators = new CustomComparators((start) => {
  const message: FromAnalyst = { kind: 'relay', start };
  main.postMessage(message, [start.port]);
});
const known = new Map<number, EditionRoutes['routes']>();
editions.forEach(learn);

function learn({
  edition,
  routes,
  versions,
  upstreams,
  sources,
  captureCap,
  restarts,
}: AnalystEdition): void {
  known.set(edition, routes);
  rereader.adopt(edition, upstreams, captureCap, toldVersions(sources, versions));
  hiddenKeys.learn(
    edition,
    routes.map(({ rule, redact }) => ({ name: rule.name, path: rule.match.path, redact })),
  );
  analyst.learn(
    edition,
    routes.map(({ rule, compare, redact, custom, answers }) => ({
      name: rule.name,
      answers,
      compare,
      redact,
      custom: custom && comparators.of(custom),
      settle: { freshness: rule.freshness, ...rule.settle },
      versions: versionsOf(rule, versions),
      restarts: restarts[rule.name],
    })),
  );
}

/** What was settled in one turn of the loop is told together. */
let settled: Finding[] = [];

function tellSettled(finding: Finding): void {
  if (settled.length === 0) {
    setImmediate(() => {
      tell(undefined, settled);
      settled = [];
    });
  }
  settled.push(finding);
}

line.on('message', ({ id, question }: AskedOfAnalyst) => void answer(id, question));

/** Somebody waits for whatever comes of it. */
async function answer(id: number, question: Question): Promise<void> {
  const told = await slices
    .run((hasTime) => answering(question, hasTime))
    .catch((error: unknown) => {
      log.error(
        { route: question.route, error: String(error) },
        'a question about rules failed inside Banyan',
      );
      return { kind: 'unavailable', detail: 'Answering failed inside of Banyan; the log says why.' } as const;
    });
  const message: FromAnalystToControl = { id, answer: told };
  line.postMessage(message);
}

function* answering(question: Question, hasTime: () => boolean) {
  const route = analyst.inquired(question.route);
  if (!route) return { kind: 'unavailable', detail: noSuchRoute } as const;
  return question.about === 'suggestions'
    ? yield* suggestionsFor(route, hasTime)
    : yield* previewFor(route, question, hasTime);
}

const noSuchRoute = 'The analyst does not know this route yet, or no more. Ask again in a moment.';

function forget(edition: number): void {
  analyst.forget(edition);
  known.delete(edition);
  comparators.keepOnly([...known.values()].flat().flatMap(({ custom }) => custom ?? []));
}

/** Another tracer hears from now on; a line keeps nobody from ending. */
function traceBy(line: MessagePort): void {
  tracer?.close();
  tracer = line;
  line.on('message', () => spans.taken());
  line.unref();
  spans.begin();
}

function examineTraced(pair: Pair): Finding {
  if (pair.trace?.span === undefined) return examine(pair);
  const start = spans.now();
  const finding = examine(pair);
  const span = compareSpan(pair, finding, { start, end: spans.now() });
  if (span) spans.tell(span);
  return finding;
}

/** A pair that cannot be examined is told as lost; the others of its batch are not lost with it. */
function examine(pair: Pair): Finding {
  try {
    return analyst.examine(pair);
  } catch (error) {
    lost.tell(pair.route, error);
    const { route, entity, edition } = pair;
    // Nobody knows what an error that was not expected quotes.
    const detail = error instanceof CustomError ? error.message : undefined;
    return { route, entity, edition, verdict: 'skipped', reason: 'analysis-lost', detail };
  }
}

main.on('message', (message: ToAnalyst) => {
  switch (message.kind) {
    case 'pairs':
      examineAll(message.batch);
      return;
    case 'learn':
      learn(message);
      return;
    case 'forget':
      forget(message.edition);
      return;
    case 'traces':
      traceBy(message.line);
      return;
    case 'stop':
      void stop();
      return;
  }
});

/** Whoever hears that the line is closed counts what still settles as unsettled. */
async function stop(): Promise<void> {
  spans.flush();
  line.close();
  await rereader.close();
  main.close();
}

/** The only way out for findings: none is told with a key that is to be hidden. */
function tell(batch: number | undefined, findings: readonly Finding[]): void {
  const message: FromAnalystToControl = {
    batch,
    findings: findings.map((finding) => hiddenKeys.hide(finding)),
  };
  line.postMessage(message);
}

/** Milliseconds: a batch may hold many pairs that take their time, and must not look like one that hangs. */
const tellEvery = 1_000;

function examineAll({ id, slab, length }: PairBatch): void {
  const findings: Finding[] = [];
  let told = performance.now();
  for (const pair of readPairs(Buffer.from(slab), length)) {
    findings.push(examineTraced(pair));
    if (performance.now() - told < tellEvery) continue;
    told = performance.now();
    const working: FromAnalyst = { kind: 'working' };
    main.postMessage(working);
  }
  tell(id, findings);
  const done: FromAnalyst = { kind: 'done', batch: id, slab };
  main.postMessage(done, [slab]);
}
