import { isDeepStrictEqual } from 'node:util';
import { type Line, valueOf, type WireAnswer } from '../wire-message.js';
import { type Answer, plainAnswer } from './answer.js';
import type { Plan, Side } from './plan.js';
import type { UpstreamFault } from './upstream/fault.js';

/** What a client saw of the answer to one request. */
export type Seen =
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  /** The connection ended before the answer did. */
  | { readonly kind: 'broken'; readonly how: string }
  /** Nothing came to an end, however long the client waited. */
  | { readonly kind: 'late' };

/** What a client must see: an upstream's answer, one of Banyan's own, or a connection that breaks. */
export type Expected =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'own'; readonly statuses: readonly number[] }
  | { readonly kind: 'broken' };

/** Something that was not as it had to be. */
export interface Wrong {
  readonly expected: string;
  readonly seen: string;
}

/** What a request asks for, as far as its right answer depends on it. */
export type Asked = Pick<Plan, 'scene' | 'legacyFault' | 'candidateFault'> & {
  readonly path: string;
  readonly sent: Buffer;
};

const servedBy = 'x-banyan-served-by';
/** Statuses of a live candidate for which legacy answers; and what the route asks for beside, `not-found`. */
const fallsBack = (status: number): boolean => status >= 500 || [401, 403, 404].includes(status);

/** What the client of a request must see when this side answers it. */
export function expectedFrom(side: Side, asked: Asked): Expected {
  const plain = plainAnswer(asked.path, asked.sent);
  const fault = side === 'legacy' ? asked.legacyFault : asked.candidateFault;
  const expected = whatComes(fault, plain);
  if (side === 'legacy') return expected;
  // Before its first byte legacy answers in the candidate's place.
  const falls = expected.kind === 'own' || (expected.kind === 'answer' && fallsBack(expected.answer.status));
  return falls ? expectedFrom('legacy', asked) : expected;
}

function whatComes(fault: UpstreamFault | undefined, plain: Answer): Expected {
  switch (fault?.outcome) {
    case undefined:
      return { kind: 'answer', answer: plain };
    case 'whole':
      return { kind: 'answer', answer: fault.answer(plain) };
    case 'none':
      return { kind: 'own', statuses: [502, 504] };
    case 'broken':
      return { kind: 'broken' };
  }
}

/** Says what is wrong with what a client saw; undefined when nothing is. */
export function judge(asked: Asked, seen: Seen): Wrong | undefined {
  const named = seen.kind === 'answer' ? valueOf(seen.answer.headers, servedBy) : undefined;
  const sides = named === undefined ? sidesOf(asked) : sidesOf(asked).filter((side) => side === named);
  const expected = sides.map((side) => expectedFrom(side, asked));
  if (expected.some((one) => meets(one, seen, asked.scene.method))) return undefined;
  const wanted = expected.map(tellExpected).join(', or ');
  return {
    expected: wanted === '' ? `no answer of the ${named}` : wanted,
    seen: `${tellSeen(seen)}${named === undefined ? '' : `, served by ${named}`}`,
  };
}

const sidesOf = ({ scene }: Asked): readonly Side[] =>
  scene.mayBeLive === 'candidate' ? ['legacy', 'candidate'] : ['legacy'];

function meets(expected: Expected, seen: Seen, method: string): boolean {
  if (expected.kind === 'broken' || seen.kind !== 'answer') return expected.kind === seen.kind;
  const { answer } = seen;
  if (expected.kind === 'own')
    return expected.statuses.includes(answer.status) && answer.body.toString().startsWith('Banyan: ');
  const { status, reason, headers, body, framing } = expected.answer;
  const length: Line[] = framing === 'length' ? [['Content-Length', String(body.length)]] : [];
  return (
    answer.status === status &&
    answer.reason === reason &&
    isDeepStrictEqual(endToEnd(answer.headers), [...headers, ...length]) &&
    answer.body.equals(method === 'HEAD' || framing === 'none' ? Buffer.alloc(0) : body)
  );
}

const hop = /^(?:connection|keep-alive|transfer-encoding|x-banyan-served-by)$/i;
/** The lines of an answer that are not of one connection alone. */
const endToEnd = (headers: readonly Line[]): readonly Line[] => headers.filter(([name]) => !hop.test(name));

function tellExpected(expected: Expected): string {
  if (expected.kind === 'broken') return 'a connection that breaks';
  if (expected.kind === 'own') return `Banyan's own ${expected.statuses.join(' or ')}`;
  const { status, reason, headers, body } = expected.answer;
  return `${status} ${reason}, ${headers.length} header lines, ${tellBody(body)}`;
}

function tellSeen(seen: Seen): string {
  if (seen.kind === 'late') return 'no end of an answer';
  if (seen.kind === 'broken') return `a connection that broke: ${seen.how}`;
  const { status, reason, headers, body } = seen.answer;
  return `${status} ${reason}, ${endToEnd(headers).length} header lines, ${tellBody(body)}`;
}

const tellBody = (body: Buffer): string =>
  `${body.length} bytes ${JSON.stringify(body.subarray(0, 60).toString('latin1'))}`;
