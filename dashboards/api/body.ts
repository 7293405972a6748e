import type { Context } from 'hono';
import type { z } from 'zod';
import { Problem } from '../problem.js';

/** A write is a few short members; more than this is not one. */
export const bodyLimitBytes = 64 * 1024;

const formTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/**
 * A form can be sent by any page without asking (a "simple" request), JSON cannot:
 * so a form is refused as what it may be, a forgery, and anything else as merely unreadable.
 */
export function demandJson(c: Context): void {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') return;
  if (formTypes.has(type)) {
    throw new Problem(
      'form',
      `A write with content type ${type} may come from any page. Send application/json.`,
    );
  }
  throw new Problem('not-json', 'Send the body with content type application/json.');
}

/** Reads at most {@link bodyLimitBytes}, then stops reading. */
export async function readBounded(c: Context): Promise<string> {
  const tooLarge = new Problem('too-large', `A body may have at most ${bodyLimitBytes / 1024} KiB.`, {
    headers: { connection: 'close' },
  });
  if (Number(c.req.header('content-length') ?? 0) > bodyLimitBytes) throw tooLarge;
  const reader = c.req.raw.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (reader === undefined) return '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > bodyLimitBytes) {
      void reader.cancel().catch(() => undefined);
      throw tooLarge;
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The body of a write, as its schema says; every problem at once. */
export async function readBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  demandJson(c);
  const text = await readBounded(c);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new Problem('invalid', 'The body is not JSON.', {
      problems: [{ where: 'body', message: error instanceof Error ? error.message : String(error) }],
    });
  }
  return validate(schema, given, 'body');
}

/** What the query string says, as its schema says. */
export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.output<Schema> {
  return validate(schema, c.req.query(), 'query');
}

function validate<Schema extends z.ZodType>(schema: Schema, given: unknown, what: string): z.output<Schema> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => ({
    where: path.length === 0 ? what : `${what}.${path.join('.')}`,
    message,
  }));
  throw new Problem('invalid', problems.map(({ where, message }) => `${where}: ${message}`).join('; '), {
    problems,
  });
}
