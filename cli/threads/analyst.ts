import { createHmac } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Analyst } from '../../evidence/analyst.js';
import type { Pair } from '../../evidence/pair.js';
import { readPairs } from '../../evidence/pair-codec.js';
import type { Finding } from '../../evidence/tally.js';
import type { PairBatch } from '../../proxy/handover.js';
import { CustomError } from '../../comparators/custom.js';
import { createLog } from '../log.js';
import { CustomComparators } from './custom-comparators.js';
import { LostPairs } from './lost-pairs.js';
import type {
  AnalystStart,
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
const analyst = new Analyst([], (bytes) =>
  createHmac('sha256', redactionKey).update(bytes).digest('hex').slice(0, 8),
);
const comparators = new CustomComparators((start) => {
  const message: FromAnalyst = { kind: 'relay', start };
  main.postMessage(message, [start.port]);
});
const known = new Map<number, EditionRoutes['routes']>();
editions.forEach(learn);

function learn({ edition, routes }: EditionRoutes): void {
  known.set(edition, routes);
  analyst.learn(
    edition,
    routes.map(({ rule, compare, redact, custom }) => ({
      name: rule.name,
      compare,
      redact,
      custom: custom && comparators.of(custom),
    })),
  );
}

function forget(edition: number): void {
  analyst.forget(edition);
  known.delete(edition);
  comparators.keepOnly([...known.values()].flat().flatMap(({ custom }) => custom ?? []));
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
    case 'stop':
      line.close();
      main.close();
      return;
  }
});

/** Milliseconds: a batch may hold many pairs that take their time, and must not look like one that hangs. */
const tellEvery = 1_000;

function examineAll({ id, slab, length }: PairBatch): void {
  const findings: Finding[] = [];
  let told = performance.now();
  for (const pair of readPairs(Buffer.from(slab), length)) {
    findings.push(examine(pair));
    if (performance.now() - told < tellEvery) continue;
    told = performance.now();
    const working: FromAnalyst = { kind: 'working' };
    main.postMessage(working);
  }
  const answer: FromAnalystToControl = { batch: id, findings };
  line.postMessage(answer);
  const done: FromAnalyst = { kind: 'done', batch: id, slab };
  main.postMessage(done, [slab]);
}
