import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as a collector was sent it. */
export interface SentSpan {
  readonly trace: string;
  readonly id: string;
  /** Empty for one that begins its trace. */
  readonly parent: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  readonly end: bigint;
  /** 0 unset, 2 error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  /** Who sent it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** An OTLP collector over HTTP, as its protocol says, on loopback. */
export interface Collector {
  readonly endpoint: string;
  readonly spans: SentSpan[];
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Waits until spans of all these names have come. */
  until(...names: readonly string[]): Promise<void>;
  close(): void;
}

/** @param answer how it answers; a collector that takes everything, unless said */
export async function startCollector(
  answer: (response: ServerResponse) => void = (response) => response.end(),
): Promise<Collector> {
  const spans: SentSpan[] = [];
  const requests: Collector['requests'] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      requests.push({ path: request.url ?? '', headers: request.headers });
      spans.push(...readSpans(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    async until(...names) {
      const missing = () => names.filter((name) => !spans.some((span) => span.name === name));
      for (let i = 0; i < 200 && missing().length > 0; i++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      if (missing().length > 0) throw new Error(`no spans named ${missing().join(', ')} have come`);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Fields = ReadonlyMap<number, readonly (Buffer | bigint)[]>;

/** The fields of a protobuf message by their number: bytes for what has a length, else the number. */
function fieldsOf(message: Buffer): Fields {
  const fields = new Map<number, (Buffer | bigint)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (length: number): Buffer => message.subarray(at, (at += length));
  while (at < message.length) {
    const tag = Number(varint());
    const type = tag & 7;
    const value =
      type === 0
        ? varint()
        : type === 1
          ? bytes(8).readBigUInt64LE()
          : type === 5
            ? BigInt(bytes(4).readUInt32LE())
            : bytes(Number(varint()));
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const parts = (fields: Fields, number: number): readonly Fields[] =>
  (fields.get(number) ?? []).map((part) => fieldsOf(part as Buffer));
const bytesOf = (fields: Fields, number: number): Buffer =>
  (fields.get(number)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
const text = (fields: Fields, number: number): string => bytesOf(fields, number).toString();
const whole = (fields: Fields, number: number): bigint =>
  (fields.get(number)?.[0] as bigint | undefined) ?? 0n;

function attributesOf(fields: Fields, number: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    parts(fields, number).map((pair) => [text(pair, 1), valueOf(parts(pair, 2)[0] ?? new Map())]),
  );
}

function valueOf(value: Fields): unknown {
  if (value.has(1)) return text(value, 1);
  if (value.has(2)) return whole(value, 2) === 1n;
  if (value.has(3)) return Number(whole(value, 3));
  const double = Buffer.alloc(8);
  double.writeBigUInt64LE(whole(value, 4));
  return double.readDoubleLE();
}

/** Reads an ExportTraceServiceRequest (opentelemetry-proto, trace/v1). */
function readSpans(body: Buffer): readonly SentSpan[] {
  return parts(fieldsOf(body), 1).flatMap((ofResource) => {
    const resource = attributesOf(parts(ofResource, 1)[0] ?? new Map(), 1);
    return parts(ofResource, 2).flatMap((ofScope) =>
      parts(ofScope, 2).map((span) => ({
        trace: bytesOf(span, 1).toString('hex'),
        id: bytesOf(span, 2).toString('hex'),
        parent: bytesOf(span, 4).toString('hex'),
        name: text(span, 5),
        kind: Number(whole(span, 6)),
        start: whole(span, 7),
        end: whole(span, 8),
        status: Number(whole(parts(span, 15)[0] ?? new Map(), 3)),
        attributes: attributesOf(span, 9),
        events: parts(span, 11).map((event) => ({
          name: text(event, 2),
          attributes: attributesOf(event, 3),
        })),
        resource,
      })),
    );
  });
}
