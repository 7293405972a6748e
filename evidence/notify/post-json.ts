import { Agent, request } from 'undici';

/** What became of one post. */
export type Delivery =
  | { readonly kind: 'taken' }
  | {
      readonly kind: 'failed';
      /** Names no address: that may hold a secret. */
      readonly why: string;
      /** It may be taken when it is sent again. */
      readonly again: boolean;
    };

/** Posts a JSON text to an address; never rejects. */
export type PostJson = (address: string, json: string, signal: AbortSignal) => Promise<Delivery>;

/** Milliseconds that one post may take in all. */
const deadline = 10_000;
/** Of an answer nobody reads, so much is read to keep its connection. */
const mostOfAnswer = 16 * 1024;
/** Statuses of a receiver that is only busy. */
const busy: ReadonlySet<number> = new Set([408, 425, 429]);

/** Posts over connections of its own, which the data plane never sees; redirects are not followed. */
export function jsonPoster(patience = deadline): PostJson {
  const dispatcher = new Agent({ connections: 1, pipelining: 1, keepAliveTimeout: 1_000 });
  return async (address, json, signal) => {
    const late = AbortSignal.timeout(patience);
    try {
      const { url, authorization } = withoutCredentials(address);
      const { statusCode, body } = await request(url, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json', 'user-agent': 'banyan', ...authorization },
        body: json,
        signal: AbortSignal.any([signal, late]),
      });
      await body.dump({ limit: mostOfAnswer });
      if (statusCode >= 200 && statusCode < 300) return { kind: 'taken' };
      return {
        kind: 'failed',
        why: `it answered ${statusCode}`,
        again: statusCode >= 500 || busy.has(statusCode),
      };
    } catch (error) {
      const why = late.aborted ? `no answer within ${patience / 1000} s` : nameOf(error);
      return { kind: 'failed', why, again: true };
    }
  };
}

/** The user and password of an address, sent as what they are; in an address they would be refused. */
function withoutCredentials(address: string): {
  readonly url: URL;
  readonly authorization: { readonly authorization?: string };
} {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return { url, authorization: {} };
  const pair = Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString('base64');
  url.username = '';
  url.password = '';
  return { url, authorization: { authorization: `Basic ${pair}` } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** By its code: a message may quote what it was about. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be reached';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
