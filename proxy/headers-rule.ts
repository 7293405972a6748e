import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { credentials, hopByHop } from './headers.js';

const framing: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);
/** Of what is said to the next hop alone, this one an upstream that is a proxy may want to hear. */
const toProxies = 'proxy-authorization';
/** By these a loop is found, and a candidate knows what may have no effect. */
const banyansWord: ReadonlySet<string> = new Set(['via', 'x-banyan-shadow']);

/** Refused here, where it is told by line, and not with every request. */
const headersToSet = z.record(z.string(), z.string()).superRefine((headers, context) => {
  for (const [name, value] of Object.entries(headers)) {
    const message = whyNotSet(name, value);
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
});

const nameToDrop = z.string().superRefine((name, context) => {
  const message = whyNotDropped(name);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** What stands under `headers:` of an upstream in banyan.yaml. */
export const headersSchema = z
  .strictObject({
    allow: z
      .array(z.string())
      .optional()
      .meta({
        description: `Credentials that may reach it as a candidate, live or shadow: ${[...credentials].join(', ')}. Legacy is sent them all. Default none.`,
        examples: [['authorization']],
      }),
    drop: z
      .array(nameToDrop)
      .optional()
      .meta({
        description: 'Headers that it is never sent, in no role, whoever wrote them. Default none.',
        examples: [['x-internal-debug']],
      }),
    set: headersToSet.optional().meta({
      description: 'Headers set on every request, replacing the client’s. Default none.',
      examples: [{ 'x-tenant': 'acme' }],
    }),
  })
  .superRefine(({ allow = [], drop = [], set = {} }, context) => {
    const wanted = new Map([
      ...allow.map((name) => [name.toLowerCase(), 'allow'] as const),
      ...Object.keys(set).map((name) => [name.toLowerCase(), 'set'] as const),
    ]);
    drop.forEach((name, i) => {
      const by = wanted.get(name.toLowerCase());
      if (by === undefined) return;
      const message = `"${name}" stands under ${by} as well: take it out of one of them`;
      context.addIssue({ code: 'custom', path: ['drop', i], message });
    });
  });

/** Why a name under `allow` changes nothing; undefined when it does. */
export function idlePermission(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (hopByHop.has(lower)) return `"${name}" is said to Banyan alone and never forwarded (RFC 9110 §7.6.1)`;
  if (credentials.has(lower)) return undefined;
  return `"${name}" needs no permission: only credentials do (${[...credentials].join(', ')})`;
}

function whyNotSet(name: string, value: string): string | undefined {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const lower = name.toLowerCase();
  if (framing.has(lower) || (hopByHop.has(lower) && lower !== toProxies))
    return 'cannot be set: it frames the message, or speaks of the connection';
  return undefined;
}

function whyNotDropped(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (framing.has(lower)) return `"${name}" cannot be dropped: it frames the message`;
  if (lower === 'host')
    return '"Host" cannot be dropped: no request goes without. Choose it by host: keep or upstream';
  if (hopByHop.has(lower)) return `"${name}" need not be dropped: it is never forwarded (RFC 9110 §7.6.1)`;
  if (banyansWord.has(lower)) return `"${name}" cannot be dropped: Banyan says by it what it is doing`;
  try {
    validateHeaderName(name);
    return undefined;
  } catch {
    return `"${name}" is no header name`;
  }
}
