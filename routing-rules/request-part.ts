import { z } from 'zod';

/**
 * A part of a request that names something: an entity (`key`), what it varies by (`vary`), who is assigned
 * to a side (`sticky`), or a page (`cursor`).
 */
export type RequestPart =
  | { readonly from: 'path' | 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly from: 'ip' };

/** The parts of a request from which a name can be read, whatever server received it. */
export interface RequestFacts {
  readonly method: string;
  readonly pathParameters: Readonly<Record<string, string | undefined>>;
  /** Query string without `?`. */
  readonly query: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly remoteAddress: string;
}

/** `path:id`, `header:x-user-id`, `cookie:session`, `query:page`, `ip`; undefined when it is none of these. */
export function parseRequestPart(text: string): RequestPart | undefined {
  if (text === 'ip') return { from: 'ip' };
  const [, from, name] = /^(path|header|query|cookie):(.+)$/.exec(text) ?? [];
  if (from === undefined || name === undefined) return undefined;
  return { from: from as 'path', name: from === 'header' ? name.toLowerCase() : name };
}

const requestParts = 'must be one of path:<name>, header:<name>, query:<name>, cookie:<name>, or ip';

/** A request part in the configuration. */
export const requestPart = z
  .string(requestParts)
  .transform((text, context) => {
    const part = parseRequestPart(text);
    if (part) return part;
    context.addIssue({ code: 'custom', message: requestParts });
    return z.NEVER;
  })
  .meta({
    title: 'part of the request',
    description: 'A part of the request: path:id, header:x-user-id, query:q, cookie:session, or ip.',
  });

/** The value of a part in this request; undefined when the request has none, or an empty one. */
export function readRequestPart(part: RequestPart, request: RequestFacts): string | undefined {
  return read(part, request) || undefined;
}

function read(part: RequestPart, request: RequestFacts): string | undefined {
  switch (part.from) {
    case 'path':
      return request.pathParameters[part.name];
    case 'header':
      return single(request.headers[part.name]);
    case 'query':
      return new URLSearchParams(request.query).get(part.name) ?? undefined;
    case 'cookie':
      return cookie(single(request.headers['cookie']) ?? '', part.name);
    case 'ip':
      return stickyAddress(request.remoteAddress);
  }
}

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'object' ? value.join(', ') : value;

function cookie(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

/** One household is one caller: an IPv6 address counts by its /64 (the design's evidence §5). */
function stickyAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Writes a part as the configuration does. */
export const formatRequestPart = (part: RequestPart): string =>
  part.from === 'ip' ? 'ip' : `${part.from}:${part.name}`;
