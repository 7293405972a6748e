import { mediaType } from './reading/decode.js';
import type { Difference } from './difference.js';
import { type HeaderLine, headerValues } from './observation.js';

/** Headers whose value is a list in no order; members compare without case. */
const setHeaders = new Set([
  'vary',
  'allow',
  'content-language',
  'cache-control',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-expose-headers',
]);

/**
 * Compares the headers that `wanted` names, whatever their order: each difference stands at
 * `header:<name>` with the values as they were sent (of cookies only the names, of an ETag only that
 * there is one).
 * @param wanted lower-case names, `x-*` for a prefix, `set-cookie-names`, `etag-presence`
 */
export function compareHeaders(
  legacy: readonly HeaderLine[],
  candidate: readonly HeaderLine[],
  wanted: readonly string[],
): Difference[] {
  const names = new Set(wanted.flatMap((name) => expand(name, [...legacy, ...candidate])));
  return [...names].flatMap((name): Difference[] => {
    const [left, right] = [meaning(name, legacy), meaning(name, candidate)];
    if (left?.canonical === right?.canonical) return [];
    const path = `header:${realName(name)}`;
    return [
      {
        path,
        pattern: path,
        kind: 'header',
        ...(left === undefined ? {} : { legacy: left.told }),
        ...(right === undefined ? {} : { candidate: right.told }),
      },
    ];
  });
}

function expand(name: string, lines: readonly HeaderLine[]): string[] {
  if (!name.endsWith('*')) return [name];
  const prefix = name.slice(0, -1);
  return lines
    .map(([line]) => line.toLowerCase())
    .filter((line) => line.startsWith(prefix))
    .sort();
}

/** The header that a name of `headers:` reads. */
export function realName(name: string): string {
  if (name === 'set-cookie-names') return 'set-cookie';
  return name === 'etag-presence' ? 'etag' : name;
}

/** What a header says: two of the same canonical text say the same. Undefined where it is absent. */
function meaning(
  name: string,
  lines: readonly HeaderLine[],
): { canonical: string; told: unknown } | undefined {
  const values = headerValues(lines, realName(name));
  if (values.length === 0) return undefined;
  if (name === 'set-cookie-names') {
    const names = cookieNames(values);
    return { canonical: names.join('\n'), told: names };
  }
  if (name === 'etag-presence') return { canonical: 'present', told: 'present' };
  const told = values.join(', ');
  if (name === 'content-type') return { canonical: canonicalType(told), told };
  if (setHeaders.has(name)) return { canonical: members(told).join('\n'), told };
  return { canonical: values.map((value) => value.trim()).join('\n'), told };
}

/** The names of cookies, each once, in order of the alphabet. */
function cookieNames(values: readonly string[]): string[] {
  return [...new Set(values.map((value) => value.split('=', 1)[0]?.trim() ?? ''))].sort();
}

/** Splits at commas outside of quotes; what is quoted keeps its case. */
function members(value: string): string[] {
  const plain = split(value).map((part) => {
    const at = part.indexOf('=');
    const [name, rest] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at)];
    return `${name.trim().toLowerCase()}${rest.trim()}`;
  });
  return [...new Set(plain)].filter((part) => part !== '').sort();
}

function split(value: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === ',' && !quoted) {
      parts.push(value.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, value.slice(start)];
}

function canonicalType(value: string): string {
  const { type, charset } = mediaType(value);
  const rest = value
    .split(';')
    .slice(1)
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== '' && !/^charset\s*=/i.test(parameter))
    .map((parameter) => parameter.replace(/^[^=]*/, (name) => name.trim().toLowerCase()));
  // No charset means UTF-8 for all that is compared as text here.
  const spelled = charset === 'utf8' || charset === '' ? 'utf-8' : charset;
  return [type, spelled, ...rest.sort()].join(';');
}
