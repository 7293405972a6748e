/** One step of a selector: a member, a list position, any of both, or a member at any depth below. */
export type SelectorStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'below'; readonly name: string };

/** A place, or a set of places, in a document; the subset of RFC 9535 that Banyan reads. */
export interface Selector {
  readonly text: string;
  readonly steps: readonly SelectorStep[];
}

/** What `parseSelector` throws: what is wrong, where, and what to write instead. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
  constructor(
    message: string,
    /** Offset into the selector's text where it stops being one, from 0, in UTF-16 units. */
    readonly position: number,
  ) {
    super(`${message} (at position ${position})`);
  }
}

/** RFC 9535 §2.5.1.1: what may stand after a dot without quotes. Also the rule for written paths. */
const nameShorthand = /[A-Za-z_\u0080-\u{10FFFF}][0-9A-Za-z_\u0080-\u{10FFFF}]*/uy;
const index = /(?:0|[1-9][0-9]*)/y;
const blank = /[ \t\n\r]*/y;

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '/': '/',
  '\\': '\\',
};

/** The names that nearly all are; found faster than among those of all Unicode. */
const plainName = /^[A-Za-z_][0-9A-Za-z_]*$/;

/** True for a key that is written after a dot: `$.name`, not `$['a.b']`. */
export function isShorthand(name: string): boolean {
  if (plainName.test(name)) return true;
  nameShorthand.lastIndex = 0;
  return nameShorthand.test(name) && nameShorthand.lastIndex === name.length;
}

/**
 * Reads `$ .name ['name'] ["name"] [*] [n] ..name ..['name']`.
 * @throws SelectorError for anything else, with the position and the way out.
 */
export function parseSelector(text: string): Selector {
  return new SelectorReader(text).read();
}

class SelectorReader {
  private at = 0;

  constructor(private readonly text: string) {}

  read(): Selector {
    if (this.text[0] !== '$') throw this.error('a selector starts with $, the whole document: $.name');
    this.at = 1;
    const steps: SelectorStep[] = [];
    while (this.at < this.text.length) steps.push(this.step());
    return { text: this.text, steps };
  }

  private step(): SelectorStep {
    if (this.text.startsWith('..', this.at)) {
      this.at += 2;
      if (this.text[this.at] !== '[') return { kind: 'below', name: this.shorthand('..') };
      const start = this.at;
      const step = this.bracket();
      if (step.kind === 'name') return { kind: 'below', name: step.name };
      throw this.error("after .. stands a name: ..name or ..['name']", start);
    }
    if (this.text[this.at] === '.') {
      this.at += 1;
      return { kind: 'name', name: this.shorthand('.') };
    }
    if (this.text[this.at] === '[') return this.bracket();
    throw this.error("expected .name, ..name, [*], [n] or ['name']; quote other names: ['a-b']");
  }

  private shorthand(after: string): string {
    const found = this.match(nameShorthand);
    if (found !== '') return found;
    if (this.text[this.at] === '*') throw this.error(`a star stands in brackets: write [*], not ${after}*`);
    throw this.error(`after ${after} stands a name of letters, digits and _; quote others: ['a-b']`);
  }

  private bracket(): SelectorStep {
    this.at += 1;
    this.match(blank);
    const step = this.bracketed();
    this.match(blank);
    if (this.text[this.at] !== ']') {
      throw this.error('expected ]; one name, one position or one star per bracket, no slices or unions');
    }
    this.at += 1;
    return step;
  }

  private bracketed(): SelectorStep {
    const first = this.text[this.at];
    if (first === '*') {
      this.at += 1;
      return { kind: 'any' };
    }
    if (first === "'" || first === '"') return { kind: 'name', name: this.quoted(first) };
    if (first === '-') throw this.error('positions count from the start of the list: [0], [1], …');
    if (first === '?')
      throw this.error('filters are not read; use [*], or lists: { by: name } for a keyed list');
    const start = this.at;
    const digits = this.match(index);
    if (digits === '') throw this.error("expected [*], [n] or ['name']");
    const position = Number(digits);
    if (!Number.isSafeInteger(position)) throw this.error('a list position is below 2^53', start);
    return { kind: 'index', index: position };
  }

  private quoted(quote: string): string {
    let name = '';
    this.at += 1;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw this.error(`the name is not closed; expected ${quote}`);
      if (char < ' ') throw this.error('control characters are written \\n, \\t, \\u00XX');
      this.at += 1;
      if (char === quote) return name;
      name += char === '\\' ? this.escaped(quote) : char;
    }
  }

  private escaped(quote: string): string {
    const char = this.text[this.at] ?? '';
    const plain = char === quote ? quote : Object.hasOwn(escapes, char) ? escapes[char] : undefined;
    if (plain !== undefined) {
      this.at += 1;
      return plain;
    }
    const hex = /^u([0-9A-Fa-f]{4})/.exec(this.text.slice(this.at, this.at + 5));
    if (hex === null) throw this.error(`not an escape: \\${char}; write \\\\ for a backslash`, this.at - 1);
    this.at += 5;
    return String.fromCharCode(Number.parseInt(hex[1] ?? '', 16));
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private error(message: string, position = this.at): SelectorError {
    return new SelectorError(message, position);
  }
}
