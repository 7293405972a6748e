import { setTimeout as sleep } from 'node:timers/promises';

/** What asking a service came to: its value, nothing there, or why there is none. */
export type Asked<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed'; readonly why: string };

/** How patient the caller is. Reads may be repeated; the pause between attempts is short. */
const ATTEMPTS = 3;
const TIMEOUT_MS = 2_500;
const BETWEEN_MS = 25;

async function attempt<T>(url: string): Promise<Asked<T>> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.ok) return { kind: 'value', value: (await answer.json()) as T };
    await answer.body?.cancel();
    return answer.status === 404 ? { kind: 'unknown' } : { kind: 'failed', why: `answered ${answer.status}` };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return { kind: 'failed', why: timedOut ? `no answer within ${TIMEOUT_MS} ms` : 'unreachable' };
  }
}

/** Reads from a service, again when it failed, and says what came of it. Never throws. */
export async function ask<T>(url: string): Promise<Asked<T>> {
  let asked = await attempt<T>(url);
  for (let again = 1; again < ATTEMPTS && asked.kind === 'failed'; again++) {
    await sleep(BETWEEN_MS);
    asked = await attempt<T>(url);
  }
  return asked;
}

/** Sends a write once (a write may not be repeated) and hands back status and body as they came. */
export async function tell(url: string, body: unknown): Promise<{ status: number; body: string }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return { status: 502, body: JSON.stringify({ title: 'The service did not answer', status: 502 }) };
  }
}
