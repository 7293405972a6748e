import { get, type IncomingMessage } from 'node:http';
import { get as getEncrypted } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { tlsConnection } from './tls-connections.js';
import { secureContextOf } from './tls-rule.js';
import type { UpstreamRule } from './upstream-rule.js';
import { readVersion } from './version-rule.js';

/** Bytes that a probe's answer may hold: it is read on the main thread. */
const mostBytes = 4096;

/**
 * Asks an address for its upstream's version, on a connection of its own: as plain text, or as the member
 * `version` of a JSON object.
 * @param tls of an https address: how it is trusted
 * @param signal ends it, whatever it waits for
 * @throws Error when it is not answered, or not with a version; the message says why
 */
export async function askVersion(
  address: string,
  tls: ConnectionOptions,
  signal: AbortSignal,
): Promise<string> {
  const answer = await answerOf(address, tls, signal);
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new Error(`it answers ${answer.statusCode}`);
  }
  const version = versionIn(await textOf(answer));
  if (version === undefined)
    throw new Error(
      'it tells no version: 1 to 200 printable ASCII characters, alone or as "version" of JSON',
    );
  return version;
}

function answerOf(address: string, tls: ConnectionOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = { accept: 'application/json, text/plain', 'user-agent': 'banyan' };
  return new Promise((resolve, reject) => {
    const request = address.startsWith('https:')
      ? getEncrypted(address, { agent: false, headers, signal, ...tls }, resolve)
      : get(address, { agent: false, headers, signal }, resolve);
    request.on('error', reject);
  });
}

/** A probe is trusted as its upstream is, which is asked for by its own name where the host is the same. */
export function probeTls(address: string, upstream: UpstreamRule): ConnectionOptions {
  if (!address.startsWith('https:')) return {};
  return new URL(address).host === new URL(upstream.origin).host
    ? tlsConnection(upstream)
    : { secureContext: secureContextOf(upstream.tls), rejectUnauthorized: true };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop ends the read.
    if (bytes > mostBytes) throw new Error(`its answer is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function versionIn(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return readVersion(text);
  try {
    const told: unknown = JSON.parse(text);
    const version: unknown =
      typeof told === 'object' && told !== null ? Reflect.get(told, 'version') : undefined;
    return typeof version === 'string' || typeof version === 'number'
      ? readVersion(String(version))
      : undefined;
  } catch {
    return undefined;
  }
}
