import type { HeaderLine } from './observation.js';

/** The headers whose values are hidden before anything is kept, in lower case. */
export type HiddenHeaders = ReadonlySet<string>;

const prefix = 'header:';

/** The header that an entry of `redact:` names, as `header:location`; undefined for a selector of the body. */
export function redactedHeader(entry: string): string | undefined {
  return entry.startsWith(prefix) ? entry.slice(prefix.length).toLowerCase() : undefined;
}

/** What is wrong with the name of a header (RFC 9110 §5.1). */
export function headerNameProblem(name: string): string | undefined {
  if (/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name) && !name.includes('*')) return undefined;
  return `"${name}" is no name of a header: write header:location, one header for each entry`;
}

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key']);

/** True for a header whose values never show, or not on this route. */
export function isHidden(name: string, hidden: HiddenHeaders): boolean {
  return secretHeaders.has(name) || hidden.has(name);
}

/** Header lines as they may be kept: credentials hidden always, of cookies only the names. */
export function redactHeaders(lines: readonly HeaderLine[], hidden: HiddenHeaders): HeaderLine[] {
  return lines.map(([name, value]): HeaderLine => {
    const lower = name.toLowerCase();
    if (hidden.has(lower)) return [name, '[redacted]'];
    if (lower === 'set-cookie') return [name, `${cookieName(value)}=[redacted]`];
    if (lower === 'cookie') {
      const names = value.split(';').map((pair) => `${cookieName(pair)}=[redacted]`);
      return [name, names.join('; ')];
    }
    return [name, secretHeaders.has(lower) ? '[redacted]' : value];
  });
}

function cookieName(pair: string): string {
  const at = pair.indexOf('=');
  // Without a name the whole is a value (RFC 6265bis §5.6).
  return at < 0 ? '' : pair.slice(0, at).trim();
}
