import { SaxesParser } from 'saxes';
import { setMember } from './json-strict.js';
import { Deadline, LimitReached, type Limits } from '../limits.js';

/** What is no well-formed XML; tells the place. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/**
 * The member that holds the text of an element which has attributes or children as well. No XML name
 * begins with `#`; in paths it does not show, for the text is the element's value.
 */
export const textKey = '#text';

/** An element whose end has not been read yet. */
interface OpenElement {
  readonly name: string;
  readonly members: Record<string, unknown>;
  /** Its text, and of each child the name, in the order of the document. */
  readonly content: (string | { readonly child: string })[];
  /** True when some of its text stands in a CDATA section: blank or not, it is meant. */
  literal: boolean;
}

/**
 * Reads an XML 1.0 document into plain values, the root element being the only member: attributes and
 * child elements become members, those of one name a list in the document's order, an element with
 * neither its text. Comments, processing instructions and indentation do not count; names keep their
 * prefix; no DTD is read, so that only the five entities of XML have a meaning.
 * @throws XmlError, or LimitReached past depth or keys (of elements and attributes).
 */
export function readXml(text: string, limits: Limits): Record<string, unknown> {
  // The parser would pass over it, as the one before it was; nothing else of XML may begin so.
  if (text.startsWith('\uFEFF')) throw new XmlError(`not XML ${at(atStart)}: a second byte order mark`);
  const reader = new XmlReader(limits);
  const parser = new SaxesParser({ xmlns: false as const, position: true });
  parser.on('error', ({ message }) => {
    const bare = /entity|unclosed tag|unexpected end/.test(message) ? bareAmpersand(text) : undefined;
    throw new XmlError(bare ?? `not XML ${at(parser)}: ${explained(message)}`);
  });
  parser.on('opentag', ({ name, attributes }) => reader.open(name, attributes));
  parser.on('text', (piece) => reader.text(piece, false));
  parser.on('cdata', (piece) => reader.text(piece, true));
  parser.on('closetag', () => reader.close());
  parser.write(text).close();
  return reader.root.members;
}

const atStart = { line: 1, column: 1 };
const at = ({ line, column }: { readonly line: number; readonly column: number }): string =>
  `at line ${line}, column ${column}`;

function explained(message: string): string {
  const said = message.replace(/^(?:.*?:)?\d+:\d+: /, '').replace(/\.$/, '');
  return said === 'undefined entity' ? `${said}; no DTD is read, so XML's own five are all there are` : said;
}

/**
 * Tells of an `&` that begins no reference. A parser looks for the end of its name, and says what it finds
 * there instead, which may be the end of the document.
 */
function bareAmpersand(text: string): string | undefined {
  const marks = /<!\[CDATA\[|<!--|<\?|<!DOCTYPE|&(?!#?[\p{L}\p{N}_:][\p{L}\p{N}\p{M}_:.-]*;)/gu;
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    if (found[0] === '&') {
      const before = text.slice(0, found.index).split('\n');
      const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
      return `not XML ${at(place)}: a bare &, which is written &amp;`;
    }
    const end = text.indexOf(ends[found[0]] ?? '>', found.index);
    if (end < 0) return undefined;
    marks.lastIndex = end;
  }
  return undefined;
}

/** What is between these is no text; of a DTD with definitions only its first is passed over. */
const ends: Readonly<Record<string, string>> = { '<![CDATA[': ']]>', '<!--': '-->', '<?': '?>' };

class XmlReader {
  readonly root: OpenElement = { name: '', members: {}, content: [], literal: false };
  private readonly stack: OpenElement[] = [this.root];
  private keys = 0;
  private readonly deadline: Deadline;

  constructor(private readonly limits: Limits) {
    this.deadline = new Deadline(limits);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.stack.length > this.limits.depth) {
      throw new LimitReached('too-deep', `nested more than ${this.limits.depth} deep`);
    }
    const element: OpenElement = { name, members: {}, content: [], literal: false };
    this.count();
    for (const [attribute, value] of Object.entries(attributes)) {
      this.count();
      add(element.members, attribute, value);
    }
    this.top.content.push({ child: name });
    this.stack.push(element);
  }

  text(piece: string, literal: boolean): void {
    this.top.content.push(piece);
    this.top.literal ||= literal;
  }

  close(): void {
    const element = this.top;
    this.stack.pop();
    add(this.top.members, element.name, valueOf(element));
  }

  private get top(): OpenElement {
    return this.stack.at(-1) ?? this.root;
  }

  private count(): void {
    this.deadline.step();
    this.keys += 1;
    if (this.keys > this.limits.keys) throw new LimitReached('too-big', `more than ${this.limits.keys} keys`);
  }
}

/** A name that comes again makes a list. */
function add(members: Record<string, unknown>, name: string, value: unknown): void {
  if (!Object.hasOwn(members, name)) setMember(members, name, value);
  else if (Array.isArray(members[name])) members[name].push(value);
  else setMember(members, name, [members[name], value]);
}

function valueOf({ members, content, literal }: OpenElement): unknown {
  const text = textOf(content, literal);
  if (Object.keys(members).length === 0) return text;
  if (text !== '') members[textKey] = text;
  return members;
}

/**
 * An element's text, exactly; blanks that are only indentation are none. Beside children each piece stands
 * where it stood, `Hello <b/> world`: blanks at its ends count as one, and none where they hold a line end
 * at an end of the element.
 */
function textOf(content: OpenElement['content'], literal: boolean): string {
  if (content.every((part) => typeof part === 'string')) {
    const text = content.join('');
    return !literal && isBlank(text) && text.includes('\n') ? '' : text;
  }
  if (!literal && content.every((part) => typeof part !== 'string' || isBlank(part))) return '';
  const pieces = joined(content).map((part, at, all) => {
    if (typeof part !== 'string') return `<${part.child}/>`;
    const escaped = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return literal ? escaped : bordered(escaped, at === 0, at === all.length - 1);
  });
  return pieces.join('');
}

/** Neighbouring pieces of text are one: a reference or a section between them is none of the text. */
function joined(content: OpenElement['content']): OpenElement['content'] {
  const whole: (string | { readonly child: string })[] = [];
  for (const part of content) {
    const last = whole.at(-1);
    if (typeof part === 'string' && typeof last === 'string') whole[whole.length - 1] = last + part;
    else whole.push(part);
  }
  return whole;
}

function bordered(text: string, isFirst: boolean, isLast: boolean): string {
  let start = 0;
  while (start < text.length && isBlankAt(text, start)) start += 1;
  let end = text.length;
  while (end > start && isBlankAt(text, end - 1)) end -= 1;
  const border = (blanks: string, isOuter: boolean): string =>
    blanks === '' || (isOuter && blanks.includes('\n')) ? '' : ' ';
  return border(text.slice(0, start), isFirst) + text.slice(start, end) + border(text.slice(end), isLast);
}

/** The blanks of XML 1.0 §2.3. */
function isBlankAt(text: string, at: number): boolean {
  const char = text.charCodeAt(at);
  return char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09;
}

const isBlank = (text: string): boolean => !/[^ \t\r\n]/.test(text);
