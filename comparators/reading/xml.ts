import { SaxesParser } from 'saxes';
import { setMember } from './json-strict.js';
import { LimitReached, type Limits } from '../limits.js';

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
  const reader = new XmlReader(limits);
  const parser = new SaxesParser({ xmlns: false as const, position: true });
  parser.on('error', (error) => {
    const message = error.message.replace(/^(?:.*?:)?\d+:\d+: /, '').replace(/\.$/, '');
    throw new XmlError(`not XML at line ${parser.line}, column ${parser.column}: ${message}`);
  });
  parser.on('opentag', ({ name, attributes }) => reader.open(name, attributes));
  parser.on('text', (piece) => reader.text(piece, false));
  parser.on('cdata', (piece) => reader.text(piece, true));
  parser.on('closetag', () => reader.close());
  parser.write(text).close();
  return reader.root.members;
}

class XmlReader {
  readonly root: OpenElement = { name: '', members: {}, content: [], literal: false };
  private readonly stack: OpenElement[] = [this.root];
  private keys = 0;

  constructor(private readonly limits: Limits) {}

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
 * An element's text, exactly; blanks that are only indentation are none. Between children each piece
 * counts without the blanks around it, and where it stands: `Hello <b/> world`.
 */
function textOf(content: OpenElement['content'], literal: boolean): string {
  if (content.every((part) => typeof part === 'string')) {
    const text = content.join('');
    return !literal && isBlank(text) && text.includes('\n') ? '' : text;
  }
  if (content.every((part) => typeof part !== 'string' || isBlank(part))) return '';
  const whole = content.map((part) =>
    typeof part === 'string' ? part.replaceAll('<', '&lt;') : `\u0000<${part.child}/>\u0000`,
  );
  const pieces = whole.join('').split('\u0000').map(trim);
  return pieces.filter((piece) => piece !== '').join(' ');
}

const isBlank = (text: string): boolean => !/[^ \t\r\n]/.test(text);
const trim = (text: string): string => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
