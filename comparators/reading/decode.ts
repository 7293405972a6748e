import { TextDecoder } from 'node:util';
import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import type { Unreadable } from '../difference.js';
import { type Document, type Format, type TreeFormat, noDuplicates } from './document.js';
import { type ReadJson, readJson, readNdjson } from './json.js';
import { JsonError } from './json-strict.js';
import { LimitReached, type Limits } from '../limits.js';
import { type HeaderLine, headerValues } from '../observation.js';
import { XmlError, readXml } from './xml.js';

/** Why a body could not be read; the side is known to the caller. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  constructor(
    readonly reason: Unreadable['reason'],
    message: string,
  ) {
    super(message);
  }
}

/** The media type of a content type, lower case, and its charset; both empty where there is none. */
export interface MediaType {
  readonly type: string;
  readonly charset: string;
}

/** Reads a content type leniently (RFC 9110 §8.3.1): case and blanks do not count. */
export function mediaType(contentType: string | undefined): MediaType {
  const [type = '', ...parameters] = (contentType ?? '').split(';');
  const charset = parameters
    .map((parameter) => {
      const [name = '', value = ''] = parameter.split(/=(.*)/s);
      // Trimmed first: blanks that several parts of an expression could take are tried in all their splits.
      return name.trim().toLowerCase() === 'charset' ? (/^"?([^"\s]*)"?$/.exec(value.trim())?.[1] ?? '') : '';
    })
    .find((found) => found !== '');
  return { type: type.trim().toLowerCase(), charset: (charset ?? '').toLowerCase() };
}

/** The format that a content type declares; undefined where there is none and the content must tell. */
export function declaredFormat({ type }: MediaType): Format | undefined {
  if (type === '') return undefined;
  if (/^(application|text)\/json$/.test(type) || type.endsWith('+json')) return 'json';
  if (/^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines)$/.test(type)) return 'ndjson';
  if (/^(application|text)\/xml$/.test(type) || type.endsWith('+xml')) return 'xml';
  const texts =
    /^(text\/.*|application\/(javascript|yaml|x-yaml|x-www-form-urlencoded|graphql)|.*\+(yaml|text))$/;
  return texts.test(type) ? 'text' : 'bytes';
}

/**
 * Reads a body as what its headers say it is.
 * @throws DecodeError when it is not that, or when a cap is reached
 */
export function decodeBody(body: Uint8Array, headers: readonly HeaderLine[], limits: Limits): Document {
  if (body.byteLength === 0) return { kind: 'empty' };
  const bytes = undoCoding(body, headerValues(headers, 'content-encoding').join(','), limits);
  const media = mediaType(headerValues(headers, 'content-type')[0]);
  const declared = declaredFormat(media);
  return declared === undefined
    ? readUndeclared(bytes, limits)
    : readDocument(bytes, declared, media.charset, limits);
}

/** Without a content type what can be read as JSON is JSON, what declares itself XML is XML, the rest is text. */
function readUndeclared(bytes: Uint8Array, limits: Limits): Document {
  const likely = sniff(bytes);
  try {
    return readDocument(bytes, likely, '', limits);
  } catch (error) {
    // A line of a log begins with a bracket too.
    if (likely === 'json' && error instanceof DecodeError && error.reason === 'undecodable') {
      return readDocument(bytes, 'text', '', limits);
    }
    throw error;
  }
}

/** Reads bytes in a known format. @throws DecodeError */
export function readDocument(bytes: Uint8Array, format: Format, charset: string, limits: Limits): Document {
  if (bytes.byteLength === 0 && format !== 'ndjson') return { kind: 'empty' };
  if (bytes.byteLength > limits.decodedBytes) {
    throw new DecodeError('over-cap', `larger than ${limits.decodedBytes} bytes`);
  }
  if (format === 'bytes') return hashed(bytes);
  if (format === 'text') {
    const text = decodeText(bytes, charset);
    return text === undefined ? hashed(bytes) : { kind: 'text', ...text };
  }
  // JSON is UTF-8 whatever a charset says (RFC 8259 §8.1, §11).
  const { text, marked } = format === 'xml' ? decodeXml(bytes, charset) : decodeUtf8(bytes);
  try {
    return { kind: 'tree', format, marked, ...readTree(text, format, limits) };
  } catch (error) {
    if (error instanceof JsonError || error instanceof XmlError)
      throw new DecodeError('undecodable', error.message);
    if (error instanceof LimitReached) throw new DecodeError(error.reason, error.message);
    throw error;
  }
}

function readTree(text: string, format: TreeFormat, limits: Limits): ReadJson {
  switch (format) {
    case 'json':
      return readJson(text, limits);
    case 'ndjson':
      return readNdjson(text, limits);
    case 'xml':
      return { value: readXml(text, limits), duplicates: noDuplicates, exact: false };
  }
}

/** What a body without a content type most likely is, by how it begins. */
function sniff(bytes: Uint8Array): Format {
  if (!isUtf8(bytes)) return 'bytes';
  const start = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  if (start.startsWith('<?xml')) return 'xml';
  return start.startsWith('{') || start.startsWith('[') ? 'json' : 'text';
}

/** True for bytes that are UTF-8 to the last. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

type Undo = (body: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

/** Node has Zstandard since 22.15; where it is missing the coding is unsupported, and said to be. */
const zstd = (zlib as { zstdDecompressSync?: Undo }).zstdDecompressSync;

const codings: Readonly<Record<string, Undo | undefined>> = {
  gzip: (body, options) => zlib.gunzipSync(body, options),
  'x-gzip': (body, options) => zlib.gunzipSync(body, options),
  deflate: inflate,
  br: unbrotli,
  zstd,
};

function unbrotli(body: Uint8Array, options: { maxOutputLength: number }): Uint8Array {
  const all = { ...options, info: true };
  return whole(body, zlib.brotliDecompressSync(body, all));
}

/** `deflate` is zlib's frame by RFC 9110 §8.4.1.2; some servers send it bare. */
function inflate(body: Uint8Array, options: { maxOutputLength: number }): Uint8Array {
  const framed = ((body[0] ?? 0) & 0x0f) === 8 && (((body[0] ?? 0) << 8) | (body[1] ?? 0)) % 31 === 0;
  const all = { ...options, info: true };
  return whole(body, framed ? zlib.inflateSync(body, all) : zlib.inflateRawSync(body, all));
}

/** What came of all of a body: zlib is silent about what follows the end of its data. */
function whole(body: Uint8Array, result: unknown): Uint8Array {
  const { buffer, engine } = result as { buffer: Uint8Array; engine: { bytesWritten: number } };
  if (engine.bytesWritten < body.byteLength) throw new Error('something follows the data');
  return buffer;
}

/** Bodies this small may unfold at any ratio: headers and repetition alone pass 100:1. */
const freeBytes = 64 * 1024;

/** Undoes one content coding, capped. @throws DecodeError for chained, unknown, broken or swelling ones. */
export function undoCoding(body: Uint8Array, contentEncoding: string, limits: Limits): Uint8Array {
  const names = contentEncoding
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  const [name] = names;
  if (name === undefined) {
    if (body.byteLength > limits.decodedBytes) throw overCap(limits.decodedBytes);
    return body;
  }
  if (names.length > 1)
    throw new DecodeError('unsupported-coding', `chained content codings: ${names.length}`);
  const undo = Object.hasOwn(codings, name) ? codings[name] : undefined;
  if (undo === undefined) {
    throw new DecodeError('unsupported-coding', `content coding ${JSON.stringify(name.slice(0, 40))}`);
  }
  const cap = Math.min(limits.decodedBytes, Math.max(freeBytes, body.byteLength * limits.ratio));
  try {
    return undo(body, { maxOutputLength: cap });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw overCap(cap);
    throw new DecodeError('undecodable', `broken ${name}: ${error instanceof Error ? error.message : ''}`);
  }
}

function overCap(cap: number): DecodeError {
  return new DecodeError('over-cap', `unfolds to more than ${cap} bytes`);
}

function decodeUtf8(bytes: Uint8Array): { text: string; marked: boolean } {
  if (looksUtf16(bytes)) throw new DecodeError('undecodable', 'the body is UTF-16, not UTF-8');
  try {
    return unmarked(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new DecodeError('undecodable', 'the body is not UTF-8');
  }
}

function unmarked(text: string): { text: string; marked: boolean } {
  const marked = text.startsWith('\uFEFF');
  return { text: marked ? text.slice(1) : text, marked };
}

function looksUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0
  );
}

/** Bytes that begin a text in some UTF-16 or UTF-8, by their mark (XML 1.0 appendix F). */
const byteOrderMarks = [
  { mark: [0xef, 0xbb, 0xbf], charset: 'utf-8' },
  { mark: [0xff, 0xfe], charset: 'utf-16le' },
  { mark: [0xfe, 0xff], charset: 'utf-16be' },
] as const;

/**
 * An XML document's text. A byte order mark tells its charset, else the content type, else its own
 * declaration (RFC 7303 §3); without any it is UTF-8.
 */
function decodeXml(bytes: Uint8Array, charset: string): { text: string; marked: boolean } {
  const marked = byteOrderMarks.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(start)?.[1];
  const named = marked?.charset ?? (charset || declared?.toLowerCase()) ?? 'utf-8';
  const decoded = decodeText(bytes, named);
  if (decoded === undefined) {
    throw new DecodeError('undecodable', `the charset ${JSON.stringify(named.slice(0, 40))} is not known`);
  }
  return decoded;
}

/** A text in its charset; undefined where this Node cannot decode that charset. */
function decodeText(bytes: Uint8Array, charset: string): { text: string; marked: boolean } | undefined {
  if (['', 'utf-8', 'utf8', 'us-ascii'].includes(charset)) return decodeUtf8(bytes);
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
  } catch {
    return undefined;
  }
  try {
    // Node reads windows-1252 as ISO 8859-1; the WHATWG's encodings know no other of the two.
    if (decoder.encoding === 'windows-1252') return { text: windows1252(bytes), marked: false };
    return unmarked(decoder.decode(bytes));
  } catch {
    throw new DecodeError('undecodable', `the body is not ${charset.slice(0, 40)}`);
  }
}

/** What windows-1252 has from 0x80 to 0x9f, where ISO 8859-1 has controls (WHATWG Encoding, index windows-1252). */
const highControls =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

function windows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/[\u0080-\u009f]/g, (char) => highControls[char.charCodeAt(0) - 0x80] ?? char);
}

function hashed(bytes: Uint8Array): Document {
  return {
    kind: 'bytes',
    length: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** An empty list of lines: what an empty NDJSON document is. */
export const emptyNdjson: Document = {
  kind: 'tree',
  format: 'ndjson',
  value: [],
  duplicates: noDuplicates,
  exact: false,
  marked: false,
};
