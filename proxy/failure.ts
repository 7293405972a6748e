import type { Failure, FailureReason } from '../comparators/observation.js';
import type { RawHeaders } from './headers.js';

const reasons: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EMFILE: 'exhausted',
  ENFILE: 'exhausted',
  EADDRNOTAVAIL: 'exhausted',
  ENOBUFS: 'exhausted',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'truncated',
  UND_ERR_HEADERS_OVERFLOW: 'invalid-http',
  // undici asserts that only those change protocols who were asked to.
  ERR_ASSERTION: 'invalid-http',
};

/** Node's codes of a failed handshake, and OpenSSL's of a certificate it does not trust (X509_V_ERR_*). EPROTO is OpenSSL's too. */
const tls =
  /TLS|SSL|CERT|CRL|SELF_SIGNED|ISSUER|_SIGNATURE|^(?:EPROTO|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/;

/** Whether something could not be opened because this process, or the machine, has no descriptor left. */
export const lacksDescriptors = (error: unknown): boolean => /^E[MN]FILE$/.test(errorCode(error));

/** Names a failed read once, by where it failed and why; the name is the metric label. */
export function nameFailure(error: unknown, afterHead: boolean): Failure {
  const code = errorCode(error);
  const detail = `${error instanceof Error ? error.message : String(error)}${code ? ` (${code})` : ''}`;
  return { kind: 'failure', reason: reasonOf(code, afterHead), detail };
}

function reasonOf(code: string, afterHead: boolean): FailureReason {
  // Told before any body could have come: the length contradicts another line of the head.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && !afterHead) return 'invalid-http';
  const known = reasons[code];
  if (known) return known;
  if (code.startsWith('HPE_'))
    return afterHead && code === 'HPE_INVALID_EOF_STATE' ? 'truncated' : 'invalid-http';
  if (tls.test(code)) return 'tls';
  return afterHead ? 'truncated' : 'reset';
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  // undici loses the code of what its parser told, and gives what it will not read that of a broken socket.
  if (error.name === 'HTTPParserError')
    return error.message.includes('EOF') ? 'HPE_INVALID_EOF_STATE' : 'HPE_INVALID';
  if (/^bad (?:response|upgrade)$/.test(error.message)) return 'HPE_INVALID';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? errorCode(error.errors[0]) : '';
}

/** The read took longer than its upstream's deadline. */
export const timedOut = (milliseconds: number): Failure => ({
  kind: 'failure',
  reason: 'timeout',
  detail: `no complete answer within ${milliseconds} ms`,
});

/** The read was given up on our side. */
export const aborted: Failure = { kind: 'failure', reason: 'aborted', detail: 'given up' };

/** The upstream's bytes are not an answer that HTTP knows. */
export const invalidAnswer = (detail: string): Failure => ({
  kind: 'failure',
  reason: 'invalid-http',
  detail,
});

/** The upstream failed so often in a row that it is left alone for a while. */
export const breakerOpen: Failure = {
  kind: 'failure',
  reason: 'breaker-open',
  detail: 'not asked: it failed too often in a row',
};

/** Interim answers of one request; whoever sends more is not speaking HTTP to anybody. */
export const maxInterim = 32;
export const tooManyInterim: Failure = invalidAnswer(`more than ${maxInterim} interim answers`);

/**
 * Why a final answer cannot be passed on; undefined when it can. A coding that was not asked for (by TE,
 * which is never forwarded) would reach the client without its name (RFC 9112 §7.4).
 */
export function whyNotPassed(status: number, raw: RawHeaders): string | undefined {
  if (status < 200 || status > 599) return `status ${status}`;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.length !== 17 || raw[i]?.toLowerCase() !== 'transfer-encoding') continue;
    const coding = raw[i + 1]?.trim().toLowerCase() ?? '';
    if (coding !== 'chunked' && coding !== 'identity') return `the transfer coding "${coding.slice(0, 40)}"`;
  }
  return undefined;
}
