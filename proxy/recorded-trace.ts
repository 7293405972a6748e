/** `version-trace-parent-flags` (W3C Trace Context §3.2.2); later versions may say more after the flags. */
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-|$)/;
const sampled = 1;

/** The trace that a request belongs to, if whoever began it records it: one that nobody keeps leads nowhere. */
export function recordedTrace(header: string): string | undefined {
  const [, traceId, flags = '0'] = traceparent.exec(header) ?? [];
  return (Number.parseInt(flags, 16) & sampled) === 0 ? undefined : traceId;
}
