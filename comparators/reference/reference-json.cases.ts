// A reader of JSON that is slow and obvious, to judge the fast ones by; it shares no code with them.

/** A JSON value as it was written: digits and duplicate keys are kept. */
export type Node =
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'word'; readonly word: 'true' | 'false' | 'null' };
export type Member = readonly [name: string, value: Node];

const token =
  // oxlint-disable-next-line no-control-regex -- JSON forbids exactly these in strings
  /[ \t\r\n]*(?:([{}[\],:])|(true|false|null)|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|"((?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*)"|$)/uy;
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads a JSON text. @throws SyntaxError */
export function readNode(text: string): Node {
  const tokens = tokensOf(text);
  let at = 0;
  const next = (): Token => {
    const found = tokens[at];
    at += 1;
    if (found === undefined) throw new SyntaxError('the text ends too early');
    return found;
  };
  const expect = (mark: string): void => {
    if (next().mark !== mark) throw new SyntaxError(`expected ${mark}`);
  };
  const value = (): Node => {
    const found = next();
    if (found.node !== undefined) return found.node;
    if (found.mark === '[') return { kind: 'list', items: until(']', value) };
    if (found.mark === '{') return { kind: 'object', members: until('}', member) };
    throw new SyntaxError(`${found.mark} is no value`);
  };
  const member = (): Member => {
    const { node } = next();
    if (node?.kind !== 'string') throw new SyntaxError('a key is a string');
    expect(':');
    return [node.text, value()];
  };
  const until = <T>(close: string, one: () => T): T[] => {
    if (tokens[at]?.mark === close) {
      at += 1;
      return [];
    }
    const all = [one()];
    for (;;) {
      const { mark } = next();
      if (mark === close) return all;
      if (mark !== ',') throw new SyntaxError(`expected , or ${close}`);
      all.push(one());
    }
  };
  const node = value();
  if (at < tokens.length) throw new SyntaxError('something follows');
  return node;
}

interface Token {
  readonly mark?: string;
  readonly node?: Node;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) throw new SyntaxError('no token of JSON');
    const [, mark, word, number, string] = found;
    if (mark !== undefined) tokens.push({ mark });
    if (word !== undefined) tokens.push({ node: { kind: 'word', word: word as 'true' } });
    if (number !== undefined) tokens.push({ node: { kind: 'number', text: number } });
    if (string !== undefined) tokens.push({ node: { kind: 'string', text: unescaped(string) } });
  }
  return tokens;
}

function unescaped(string: string): string {
  return string.replace(/\\(?:u(.{4})|(.))/g, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Writes a node as JSON; `blank` stands between its parts. */
export function writeNode(node: Node, blank = ''): string {
  switch (node.kind) {
    case 'list':
      return `[${node.items.map((item) => blank + writeNode(item, blank)).join(',')}]`;
    case 'object': {
      const members = node.members.map(
        ([name, held]) => `${blank}${JSON.stringify(name)}:${writeNode(held, blank)}`,
      );
      return `{${members.join(',')}}`;
    }
    case 'string':
      return JSON.stringify(node.text);
    case 'number':
      return node.text;
    case 'word':
      return node.word;
  }
}

/** A plain value as a node. */
export function nodeOf(value: unknown): Node {
  return readNode(JSON.stringify(value));
}

/** What JavaScript makes of a node: the last of a duplicate key, the nearest double. */
export function plainOf(node: Node): unknown {
  return JSON.parse(writeNode(node));
}

/** An exact decimal: units × 10^exponent, zero always 0 × 10^0 and no unit ending in 0. */
export interface Exact {
  readonly units: bigint;
  readonly exponent: bigint;
}

export function exactOf(text: string): Exact {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  return reduced(
    BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n),
    BigInt(power) - BigInt(fraction.length),
  );
}

function reduced(units: bigint, exponent: bigint): Exact {
  if (units === 0n) return { units, exponent: 0n };
  const digits = units.toString();
  let zeros = 0;
  while (digits.at(-1 - zeros) === '0') zeros += 1;
  return { units: BigInt(digits.slice(0, digits.length - zeros)), exponent: exponent + BigInt(zeros) };
}

export function isSame(left: Exact, right: Exact): boolean {
  return left.units === right.units && left.exponent === right.exponent;
}

export function times(left: Exact, right: Exact): Exact {
  return reduced(left.units * right.units, left.exponent + right.exponent);
}

/** |left − right| ≤ tolerance; undefined where writing that out would take too many zeros. */
export function isNear(left: Exact, right: Exact, tolerance: Exact): boolean | undefined {
  const all = [left, right, tolerance];
  const exponents = all.filter(({ units }) => units !== 0n).map(({ exponent }) => exponent);
  const least = exponents.reduce((a, b) => (a < b ? a : b), exponents[0] ?? 0n);
  if (exponents.some((exponent) => exponent - least > 5_000n)) return undefined;
  const [a = 0n, b = 0n, most = 0n] = all.map(({ units, exponent }) =>
    units === 0n ? 0n : units * 10n ** (exponent - least),
  );
  return (a > b ? a - b : b - a) <= most;
}
