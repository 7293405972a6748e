import type { Observation } from '../../comparators/observation.js';
import { Analyst } from '../analyst.js';
import type { Pair, TimedObservation } from '../pair.js';
import type { Finding, Side } from '../tally.js';
import type { Again } from './rereader.js';
import { SettableClock, settle, settlingWith } from './settling.cases.js';

/** What a side answers, by the time and the path, which is the entity and perhaps a query: a document, or a status without one. */
export type Answers = (side: Side, now: number, path: string) => unknown;
export interface Staged {
  readonly compare?: object;
  readonly more?: object;
  /** Milliseconds that a re-read of an entity takes. */
  readonly takes?: (entity: string) => number;
}

const answer = (body: unknown): Observation => ({
  kind: 'answer',
  status: 200,
  headers: [['content-type', 'application/json']],
  body: new TextEncoder().encode(JSON.stringify(body)),
});
/** An answer with this status and body. */
export const refusal = (status: number, body: unknown) => ({ ...answer(body), status });
const asObservation = (value: unknown): Observation =>
  isAnswer(value)
    ? value
    : typeof value === 'number'
      ? { kind: 'answer', status: value, headers: [], body: new Uint8Array() }
      : answer(value);

/** As the data plane hands two answers over: of equal bytes one body at most. */
function handedOver(legacy: TimedObservation, candidate: TimedObservation) {
  if (legacy.observation.kind !== 'answer' || candidate.observation.kind !== 'answer')
    return { legacy, candidate };
  const bodies = [legacy.observation.body, candidate.observation.body].map((body) => body?.toString());
  if (bodies[0] !== bodies[1]) return { legacy, candidate };
  const observation = { ...candidate.observation, body: null };
  return { legacy, candidate: { ...candidate, observation }, sampleLevel: 0 };
}

const isAnswer = (value: unknown): value is Observation =>
  typeof value === 'object' && value !== null && 'kind' in value;

/** A route whose sides answer as a function of the time; 4 s of freshness. */
export function stage(answers: Answers, { compare = {}, more = {}, takes = () => 0 }: Staged = {}) {
  const clock = new SettableClock();
  const told: Finding[] = [];
  /** Those that were told to be bad before their class was known, and when. */
  const confirmed: (Finding & { readonly at: number })[] = [];
  const asked: { side: Side; at: number }[] = [];
  const settling = settlingWith({
    clock,
    tell: (finding) =>
      finding.verdict === 'confirmed' ? confirmed.push({ ...finding, at: clock.now() }) : told.push(finding),
    rereader: {
      read: (again, side) => {
        asked.push({ side, at: clock.now() });
        const now = asObservation(answers(side, clock.now(), again.legacy.path));
        return new Promise((resolve) => clock.after(takes(again.legacy.path), () => resolve(now)));
      },
    },
  });
  const route = { name: 'r', compare, redact: [], settle: { ...settle, ...more } };
  const analyst = new Analyst([route, { ...route, name: 'other' }], () => '000000', settling);
  const examine = (
    path = '1',
    edition?: number,
    of = route.name,
    headers: readonly string[] = [],
  ): Finding => {
    const [entity = ''] = path.split('?');
    const read = (side: Side) => ({
      observation: asObservation(answers(side, clock.now(), path)),
      duration: 0.1,
    });
    const sent = { upstream: 'u', path, headers };
    const again: Again = { method: 'GET', legacy: sent, candidate: sent, body: undefined };
    const sides = handedOver(read('legacy'), read('candidate'));
    const pair: Pair = {
      route: of,
      entity,
      key: entity,
      request: `GET /${path}`,
      servedBy: 'legacy',
      ...sides,
      edition,
      again,
    };
    const finding = analyst.examine(pair);
    // Bodies are views of a slab, which goes back for other pairs.
    for (const { observation } of [pair.legacy, pair.candidate])
      if (observation.kind === 'answer') observation.body?.fill(0);
    return finding;
  };
  return { clock, told, confirmed, asked, examine, analyst, route };
}
/** Milliseconds after which all is known of a pair. */
export const ended = 12 * 4_000;
/** The classes that were told, in turn. */
export const classes = (told: readonly Finding[]) =>
  told.map((finding) => (finding.verdict === 'settled' ? finding.class : finding.verdict));
