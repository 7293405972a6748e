import { setImmediate } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { canonical } from '../../evidence/audit-chain.js';
import type { EvidenceDesk } from '../../evidence/desk.js';
import type { AuditEntry } from '../../evidence/scorecard.js';
import type { AuditFilter } from '../../evidence/store/evidence-store.js';
import type { DashboardEnv } from '../access/gate.js';
import { readQuery } from './body.js';
import { AuditQuery } from './shapes.js';
import { unreadable } from './unreadable.js';

/** Entries of a page of JSON, when nobody says how many. */
const usual = 100;
/**
 * Entries that are read at once while the whole chain is told: the store is read as far as the client reads, and what
 * else this thread does (dials, the page) waits for no more of them than this.
 */
const atOnce = 50;

const types = { json: 'application/json', ndjson: 'application/x-ndjson' } as const;

/** `GET /api/v1/audit`: a page of entries, or, as NDJSON, the chain as it is hashed. */
export function audit(app: Hono<DashboardEnv>, desk: EvidenceDesk): void {
  app.get('/api/v1/audit', async (c) => {
    const { format = asked(c), limit, ...where } = readQuery(c, AuditQuery);
    c.header('vary', 'accept');
    const read = (filter: AuditFilter) => desk.audit(filter).catch(unreadable('The audit'));
    if (format === 'json') return c.json({ entries: await read({ ...where, limit: limit ?? usual }) });
    c.header('content-disposition', 'attachment; filename="audit.ndjson"');
    const { after = 0, ...other } = where;
    // What cannot be read at all is a problem; what fails later breaks the answer off.
    const pages = pagesOf((from, most) => read({ ...other, after: from, limit: most }), after, limit);
    const first = await pages.next();
    return c.body(streamed(first, pages), 200, { 'content-type': `${types.ndjson}; charset=utf-8` });
  });
}

/** Oldest first, a page at a time, until there are no more or `limit` were told. */
async function* pagesOf(
  read: (after: number, most: number) => Promise<readonly AuditEntry[]>,
  after: number,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly AuditEntry[], undefined> {
  let [from, left] = [after, limit];
  for (;;) {
    const most = Math.min(atOnce, left);
    const page = await read(from, most);
    // An embedded store answers without ever waiting, and a fast client takes all: nobody else would have a turn.
    await setImmediate();
    if (page.length > 0) yield page;
    left -= page.length;
    from = page.at(-1)?.id ?? from;
    if (page.length < most || left <= 0) return;
  }
}

function streamed(
  first: IteratorResult<readonly AuditEntry[], undefined>,
  pages: AsyncGenerator<readonly AuditEntry[], undefined>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: typeof first | undefined = first;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = next ?? (await pages.next());
      next = undefined;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.map((entry) => `${canonical(entry)}\n`).join('')));
    },
    cancel: async () => void (await pages.return(undefined)),
  });
}

/** What the client would rather have; JSON unless it says otherwise. */
function asked(c: Context): keyof typeof types {
  const chosen = accepts(c, { header: 'Accept', supports: Object.values(types), default: types.json });
  return chosen === types.ndjson ? 'ndjson' : 'json';
}
