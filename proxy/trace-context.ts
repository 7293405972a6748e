/** Who asks, as `traceparent` tells it (W3C Trace Context §3.2). */
export interface TraceContext {
  /** The trace: 32 hexadecimal digits, lower case. */
  readonly trace: string;
  /** The sender's span: 16 hexadecimal digits, lower case. */
  readonly parent: string;
  /** The flags that this version knows; whether the sender records is {@link sampledFlag}. */
  readonly flags: number;
}

/** The sender may have recorded what it did (§3.2.2.5.1). */
export const sampledFlag = 0x01;
/** The trace's name is random, as of Level 2; to be passed on by whoever knows it. */
const randomFlag = 0x02;

/** Bytes of version 00; later ones begin alike, and may go on behind a dash (§4). */
const length = 55;
const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/**
 * Reads `traceparent`; undefined where it is absent or invalid, and then the trace begins anew (§3.3, 4.3). Several
 * lines of it, which come joined by commas, are invalid too.
 */
export function readTraceparent(value: string | string[] | undefined): TraceContext | undefined {
  if (typeof value !== 'string' || value.length < length || !form.test(value)) return undefined;
  if (value.length > length && value.startsWith('00')) return undefined;
  const flags = Number.parseInt(value.slice(53, length), 16) & (sampledFlag | randomFlag);
  return { trace: value.slice(3, 35), parent: value.slice(36, 52), flags };
}

/** `traceparent` in the one version that is written here. */
export const writeTraceparent = ({ trace, parent, flags }: TraceContext): string =>
  `00-${trace}-${parent}-0${flags}`;

/** Members that a list may have (§3.3.1.1). */
const mostMembers = 32;
const member = /^(?:[a-z0-9][a-z0-9_\-*/@]{0,255})=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;

/** Whether `tracestate` is a list that may be passed on: at most 32 members, each well-formed, no key twice (§3.3.1). */
export function isTracestate(value: string | string[] | undefined): boolean {
  if (value === undefined) return true;
  const members = (typeof value === 'string' ? value : value.join(','))
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const keys = new Set(members.map((one) => one.slice(0, one.indexOf('='))));
  return (
    members.length <= mostMembers && keys.size === members.length && members.every((m) => member.test(m))
  );
}
