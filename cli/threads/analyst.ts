import { createHmac } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Analyst } from '../../evidence/analyst.js';
import type { Pair } from '../../evidence/pair.js';
import { readPairs } from '../../evidence/pair-codec.js';
import type { Finding } from '../../evidence/tally.js';
import { createLog } from '../log.js';
import type { AnalystStart, FromAnalyst, FromAnalystToControl, ToAnalyst } from './messages.js';

// The analyst's thread: decodes, compares and classifies what the data plane hands over.
const { routes, line, redactionKey } = workerData as AnalystStart;
if (!parentPort) throw new Error('the analyst runs as a worker thread');
const main = parentPort;
const log = createLog('analyst');

const analyst = new Analyst(
  routes.map(({ rule, compare, redact }) => ({ name: rule.name, compare, redact })),
  (bytes) => createHmac('sha256', redactionKey).update(bytes).digest('hex').slice(0, 8),
);

/** A pair that cannot be examined is told as lost; the others of its batch are not lost with it. */
function examine(pair: Pair): Finding {
  try {
    return analyst.examine(pair);
  } catch (error) {
    log.error({ route: pair.route, error: String(error) }, 'a pair could not be examined');
    return { route: pair.route, entity: pair.entity, verdict: 'skipped', reason: 'analysis-lost' };
  }
}

main.on('message', (message: ToAnalyst) => {
  if (message.kind === 'stop') {
    line.close();
    main.close();
    return;
  }
  const { id, slab, length } = message.batch;
  const findings: Finding[] = [];
  for (const pair of readPairs(Buffer.from(slab), length)) findings.push(examine(pair));
  const answer: FromAnalystToControl = { batch: id, findings };
  line.postMessage(answer);
  const done: FromAnalyst = { kind: 'done', batch: id, slab };
  main.postMessage(done, [slab]);
});
