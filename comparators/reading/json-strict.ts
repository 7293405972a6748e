import type { Duplicates } from './document.js';
import { ExactNumber, readNumber } from '../scalars/exact-number.js';
import { LimitReached, type Limits } from '../limits.js';

/** What is no JSON; tells the place, never the content, which may be private. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

const blank = /[ \t\n\r]*/y;
const numberToken = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids exactly these
const plainChars = /[^"\\\u0000-\u001f]*/y;
const literals: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * Reads RFC 8259 JSON by the letter: keeps the digits of numbers that no double holds, and every value
 * of a duplicate key. Slower than JSON.parse; used for the documents that JSON.parse would falsify.
 */
export class StrictJson {
  private at = 0;
  private depth = 0;
  /** Filled while reading. */
  readonly duplicates: Map<object, Map<string, unknown[]>> = new Map();
  /** True when the document holds an ExactNumber. */
  exact = false;

  constructor(
    private readonly text: string,
    private readonly limits: Limits,
  ) {}

  /** @throws JsonError, or LimitReached when nested too deep. */
  read(): { value: unknown; duplicates: Duplicates; exact: boolean } {
    const value = this.value();
    this.skipBlank();
    if (this.at < this.text.length) throw this.error('something follows the document');
    return { value, duplicates: this.duplicates, exact: this.exact };
  }

  private value(): unknown {
    this.skipBlank();
    const char = this.text[this.at];
    if (char === '"') return this.string();
    if (char === '{') return this.nested(() => this.object());
    if (char === '[') return this.nested(() => this.list());
    for (const [word, value] of literals) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > this.limits.depth) {
      throw new LimitReached('too-deep', `nested more than ${this.limits.depth} deep`);
    }
    this.at += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  private object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    if (this.ends('}')) return object;
    do {
      this.skipBlank();
      if (this.text[this.at] !== '"') throw this.error('expected a key in double quotes');
      const key = this.string();
      this.skipBlank();
      if (this.text[this.at] !== ':') throw this.error('expected : after the key');
      this.at += 1;
      this.put(object, key, this.value());
    } while (this.goesOn('}'));
    return object;
  }

  private list(): unknown[] {
    const list: unknown[] = [];
    if (this.ends(']')) return list;
    do list.push(this.value());
    while (this.goesOn(']'));
    return list;
  }

  private put(object: Record<string, unknown>, key: string, value: unknown): void {
    if (Object.hasOwn(object, key)) {
      const ofObject = this.duplicates.get(object) ?? new Map<string, unknown[]>();
      const all = ofObject.get(key);
      // A million of one key are appended, not copied each time.
      if (all === undefined) this.duplicates.set(object, ofObject.set(key, [object[key], value]));
      else all.push(value);
    }
    setMember(object, key, value);
  }

  private string(): string {
    const start = this.at;
    this.at += 1;
    for (;;) {
      plainChars.lastIndex = this.at;
      plainChars.exec(this.text);
      this.at = plainChars.lastIndex;
      const char = this.text[this.at];
      if (char === undefined) throw this.error('the string is not closed');
      if (char === '"') break;
      if (char !== '\\') throw this.error('a control character in a string');
      // Past its end a sticky pattern would begin the text anew.
      this.at = Math.min(this.at + 2, this.text.length);
    }
    this.at += 1;
    const token = this.text.slice(start, this.at);
    if (!token.includes('\\')) return token.slice(1, -1);
    try {
      return JSON.parse(token) as string;
    } catch {
      this.at = start;
      throw this.error('an unknown escape in the string');
    }
  }

  private number(): number | ExactNumber {
    numberToken.lastIndex = this.at;
    const token = numberToken.exec(this.text)?.[0];
    if (token === undefined) throw this.error('expected a value');
    this.at += token.length;
    const number = readNumber(token);
    if (number instanceof ExactNumber) this.exact = true;
    return number;
  }

  /** True when the list or object is empty. */
  private ends(close: string): boolean {
    this.skipBlank();
    if (this.text[this.at] !== close) return false;
    this.at += 1;
    return true;
  }

  private goesOn(close: string): boolean {
    if (this.ends(close)) return false;
    if (this.text[this.at] !== ',') throw this.error(`expected , or ${close}`);
    this.at += 1;
    return true;
  }

  private skipBlank(): void {
    blank.lastIndex = this.at;
    blank.exec(this.text);
    this.at = blank.lastIndex;
  }

  private error(message: string): JsonError {
    const before = this.text.slice(0, this.at).split('\n');
    const column = (before.at(-1) ?? '').length + 1;
    const cutOff = this.at >= this.text.length ? 'the document ends here: ' : '';
    return new JsonError(`not JSON at line ${before.length}, column ${column}: ${cutOff}${message}`);
  }
}

/** Sets a member as a plain key, whatever its name: `__proto__` too. */
export function setMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}
