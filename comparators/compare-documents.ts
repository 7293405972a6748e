import { compareBoth, equalBytes, readBoth } from './compare.js';
import type { CompiledRules } from './rules/compile-rules.js';
import { DecodeError, emptyNdjson, isUtf8, readDocument } from './reading/decode.js';
import type { Comparison } from './difference.js';
import type { Document, Format } from './reading/document.js';
import { type Limits, fileLimits } from './limits.js';

/** Two files that were read, or why one of them could not be. */
export type ReadTexts = ReturnType<typeof readBoth>;

/**
 * Compares two documents that are files, not answers: what `banyan diff` does.
 * @param format undefined: each file's content tells
 * @throws CustomError when the rules' custom comparator fails
 */
export function compareTexts(
  legacy: Uint8Array,
  candidate: Uint8Array,
  format: Format | undefined,
  rules: CompiledRules,
  limits: Partial<Limits> = {},
): Comparison {
  const all = { ...fileLimits, ...limits };
  const read = readTexts(legacy, candidate, format, all);
  if ('why' in read) return { verdict: 'unreadable', why: read.why };
  // The same bytes match whatever the rules, once they could be read.
  if (equalBytes(legacy, candidate))
    return { verdict: 'match', differences: [], ignored: [], notes: [], forgiven: [] };
  return compareBoth(read.legacy, read.candidate, rules, all, {
    before: [],
    forgiven: [],
    status: undefined,
    headers: undefined,
  });
}

/** Reads two files. @param format undefined: each file's content tells */
export function readTexts(
  legacy: Uint8Array,
  candidate: Uint8Array,
  format: Format | undefined,
  limits: Limits = fileLimits,
): ReadTexts {
  const formats =
    format === undefined ? detectFormats(legacy, candidate) : { legacy: format, candidate: format };
  return readBoth(
    () => readFileDocument(legacy, formats.legacy, limits, format !== undefined),
    () => readFileDocument(candidate, formats.candidate, limits, format !== undefined),
  );
}

function readFileDocument(bytes: Uint8Array, format: Format, limits: Limits, isAsked: boolean): Document {
  if (bytes.byteLength === 0 && format === 'ndjson') return emptyNdjson;
  if (bytes.byteLength === 0 && isAsked && (format === 'json' || format === 'xml')) {
    throw new DecodeError('undecodable', `an empty file is no ${format === 'json' ? 'JSON' : 'XML'}`);
  }
  return readDocument(bytes, format, '', limits);
}

/** The formats of two files of one kind: a single line of JSON beside NDJSON is NDJSON. */
function detectFormats(legacy: Uint8Array, candidate: Uint8Array): { legacy: Format; candidate: Format } {
  const [left, right] = [detectFormat(legacy), detectFormat(candidate)];
  const oneLine = (bytes: Uint8Array): boolean => textOf(bytes).trim() === '' || lines(bytes).length === 1;
  if (left === 'ndjson' && oneLine(candidate)) return { legacy: left, candidate: left };
  if (right === 'ndjson' && oneLine(legacy)) return { legacy: right, candidate: right };
  // A lone word beside a lone number: both are text.
  const isLoose = (bytes: Uint8Array): boolean => !/^[{["]/.test(textOf(bytes).trimStart());
  if (left === 'json' && right === 'text' && isLoose(legacy)) return { legacy: right, candidate: right };
  if (left === 'text' && right === 'json' && isLoose(candidate)) return { legacy: left, candidate: left };
  return { legacy: left, candidate: right };
}

/**
 * What a file is, by its content. What begins like JSON or XML is that even where it is broken, so that
 * it is told as unreadable and not compared as text.
 */
export function detectFormat(bytes: Uint8Array): Format {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes[2] === 0x3c ? 'xml' : 'text';
  if (first === 0xfe && second === 0xff) return bytes[3] === 0x3c ? 'xml' : 'text';
  const text = textOf(bytes)
    .replace(/^\uFEFF/, '')
    .trim();
  if (/^[{[]/.test(text)) return isNdjson(bytes) ? 'ndjson' : 'json';
  if (/^-?(?:NaN|Infinity)$/.test(text)) return 'json';
  // HTML need not be well-formed: it is compared as text.
  if (/^<(?:[A-Za-z_:?]|!--|!DOCTYPE (?!html))/.test(text) && !/^<html[\s>]/i.test(text)) return 'xml';
  if (!isUtf8(bytes)) return bytes.includes(0) ? 'bytes' : 'text';
  return isJsonScalar(text) ? 'json' : 'text';
}

/** Several lines, the first a whole document of its own. */
function isNdjson(bytes: Uint8Array): boolean {
  const [line, next] = lines(bytes);
  if (line === undefined || next === undefined) return false;
  return isJson(line) && /^\s*[{["\-0-9tfn]/.test(next);
}

function isJsonScalar(text: string): boolean {
  return /^(?:"|-?[0-9]|true$|false$|null$)/.test(text) && isJson(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function lines(bytes: Uint8Array): string[] {
  return textOf(bytes)
    .replace(/^\uFEFF/, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
