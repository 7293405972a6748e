import { Agent, request } from 'node:http';
import type { Visit } from './visits.js';

/** Calls with connections of its own. */
export interface Caller {
  /** The status of the answer, once it has been read to its end; rejects when there is none. */
  call(visit: Visit): Promise<number>;
  /** Closes every connection now, whatever is still open on it. */
  close(): void;
}

/**
 * Calls at `target` (no slash at the end); `timeout` in milliseconds without a sign of life. Not fetch:
 * its pool cannot be closed and connects anew when a call is given up, and a proxy that drains waits
 * for every open connection.
 */
export function openCaller(target: string, timeout: number): Caller {
  const agent = new Agent({ keepAlive: true });
  return {
    call: ({ agent: person, method, path, body }) =>
      new Promise((resolve, reject) => {
        const text = body ? JSON.stringify(body) : '';
        const headers = {
          'x-user-id': person,
          ...(body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
        };
        const calling = request(target + path, { agent, method, headers, timeout }, (answer) => {
          answer.on('end', () => resolve(answer.statusCode ?? 0));
          answer.on('error', reject);
          answer.resume();
        });
        calling.on('timeout', () => calling.destroy(new Error(`no sign of life for ${timeout} ms`)));
        calling.on('error', reject);
        calling.end(text);
      }),
    close: () => agent.destroy(),
  };
}
