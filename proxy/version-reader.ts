import type { Failure } from '../comparators/observation.js';
import type { RawHeaders } from './headers.js';
import type { Receiver } from './receiver.js';
import { readVersion } from './version-rule.js';

/** Hears by which version a read was answered, whatever else listens to it. */
export class VersionReader implements Receiver {
  constructor(
    /** The header that tells it, lower case. */
    private readonly name: string,
    /** Called when the answer begins, or fails before: with a version, or without where it told none. */
    private readonly tell: (version: string | undefined) => void,
    private readonly receiver: Receiver,
  ) {}

  interim(status: number, headers: RawHeaders): void {
    this.receiver.interim(status, headers);
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.tell(versionIn(headers, this.name));
    this.receiver.head(status, reason, headers);
  }

  data(chunk: Uint8Array): boolean {
    return this.receiver.data(chunk);
  }

  end(trailers: RawHeaders): void {
    this.receiver.end(trailers);
  }

  fail(failure: Failure): void {
    // What we gave up ourselves, or had no means for, says nothing of the upstream.
    if (failure.reason !== 'aborted' && failure.reason !== 'exhausted') this.tell(undefined);
    this.receiver.fail(failure);
  }
}

/** The version that an answer tells by this header. The first line of that name counts; most lines are told apart by the length of theirs. */
export function versionIn(headers: RawHeaders, name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const one = headers[i] ?? '';
    if (one.length === name.length && one.toLowerCase() === name) return readVersion(headers[i + 1] ?? '');
  }
  return undefined;
}
