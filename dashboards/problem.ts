import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** One thing wrong with what was sent: where it stands, and what would be right. */
export interface Complaint {
  /** In a text that was sent; 1-based. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly where: string;
  readonly message: string;
}

/** What `Problem.kind` may be: the last part of a problem's `type`, stable for those who match on it. */
export type ProblemKind =
  | 'invalid'
  | 'no-token'
  | 'not-allowed'
  | 'foreign-host'
  | 'foreign-origin'
  | 'form'
  | 'not-found'
  | 'unknown-route'
  | 'method-not-allowed'
  | 'conflict'
  | 'forbidden-by-guards'
  | 'not-possible'
  | 'too-large'
  | 'not-json'
  | 'failed'
  | 'unavailable';

const titles: Readonly<Record<ProblemKind, readonly [status: ContentfulStatusCode, title: string]>> = {
  invalid: [422, 'The request is not valid'],
  'no-token': [401, 'A token is needed'],
  'not-allowed': [403, 'Your role does not allow this'],
  'foreign-host': [403, 'Not addressed by a name this Banyan answers to'],
  'foreign-origin': [403, 'Sent by a page of another origin'],
  form: [403, 'Writes are JSON, never forms'],
  'not-found': [404, 'Nothing is here'],
  'unknown-route': [404, 'No such route'],
  'method-not-allowed': [405, 'This method is not for this address'],
  conflict: [409, 'The dial was changed since'],
  'forbidden-by-guards': [409, 'The guards forbid it'],
  'not-possible': [409, 'The dial cannot go there from here'],
  'too-large': [413, 'The body is too large'],
  'not-json': [415, 'Writes are JSON'],
  failed: [500, 'Banyan could not answer'],
  unavailable: [503, 'Not now'],
};

/** A refusal with its way out, thrown by any step and told as RFC 9457 or as a page. */
export class Problem extends Error {
  readonly status: ContentfulStatusCode;
  readonly title: string;

  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly more: {
      readonly problems?: readonly Complaint[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    [this.status, this.title] = titles[kind];
  }

  /** The members of `application/problem+json` (RFC 9457 §3). */
  toJSON(): Record<string, unknown> {
    const { problems } = this.more;
    return {
      type: `urn:banyan:problem:${this.kind}`,
      title: this.title,
      status: this.status,
      detail: this.detail,
      ...(problems === undefined ? {} : { problems }),
    };
  }
}

/** Tells a problem to a program. */
export function problemJson(c: Context, problem: Problem): Response {
  return c.body(JSON.stringify(problem), problem.status, {
    ...problem.more.headers,
    'content-type': 'application/problem+json',
  });
}
