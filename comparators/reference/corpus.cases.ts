// Nasty JSON: what has broken readers and comparers before, and what must be said of it.
import type { CompareRules } from '../rules/rules-schema.js';

/** Two documents and all that must be told of them: `kind path` of each difference, or why there is none. */
export interface Nasty {
  readonly name: string;
  readonly legacy: () => Uint8Array;
  readonly candidate: () => Uint8Array;
  /** Differences; or `unreadable side reason`; or the distinct `kind pattern` where there are many. */
  readonly told: readonly string[];
  readonly rules?: CompareRules;
  /** Thousands of steps that must be enough: a few for each member. */
  readonly work?: number;
  /** The most keys, where an answer may have too few. */
  readonly keys?: number;
}

type Source = string | Uint8Array | (() => string);

function nasty(
  name: string,
  legacy: Source,
  candidate: Source,
  told: readonly string[],
  more: Partial<Nasty> = {},
): Nasty {
  return { name, legacy: () => bytesOf(legacy), candidate: () => bytesOf(candidate), told, ...more };
}

function bytesOf(source: Source): Uint8Array {
  if (source instanceof Uint8Array) return source;
  return new TextEncoder().encode(typeof source === 'string' ? source : source());
}

/** `{"a":"…"}` around bytes that no text could hold. */
function around(...bytes: readonly number[]): Uint8Array {
  return new Uint8Array([...Buffer.from('{"a":"'), ...bytes, ...Buffer.from('"}')]);
}

/** The same shuffle every time. */
function shuffled<T>(items: readonly T[]): T[] {
  const copy = [...items];
  let seed = 7;
  for (let at = copy.length - 1; at > 0; at -= 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (at + 1);
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}

const list = (count: number, item: (at: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, at) => item(at));
const json = (value: unknown) => (): string => JSON.stringify(value);
const legacyUnreadable = ['unreadable legacy undecodable'];
const candidateUnreadable = ['unreadable candidate undecodable'];

const keys: readonly Nasty[] = [
  nasty('a key twice, the last the same', '{"a":1,"a":2}', '{"a":2}', ['format $.a']),
  nasty('a key twice on both sides', '{"a":1,"a":2}', '{ "a":1,"a":2}', []),
  nasty('a key twice, the other way round', '{"a":1,"a":2}', '{"a":2,"a":1}', ['format $.a']),
  nasty('a key twice, spelled otherwise', '{"a":1,"\\u0061":2}', '{"a":2}', ['format $.a']),
  nasty('a key twice deep inside', '{"l":[{"b":{"a":1,"a":1}}]}', '{"l":[{"b":{"a":1}}]}', [
    'format $.l[0].b.a',
  ]),
  nasty('__proto__ twice', '{"__proto__":1,"__proto__":2}', '{"__proto__":2}', ['format $.__proto__']),
  nasty('__proto__ with members', '{"__proto__":{"a":1}}', '{}', ['absent $.__proto__']),
  nasty('members that look inherited', '{"a":{}}', '{"a":{"__proto__":{"b":1}}}', ['extra $.a.__proto__']),
  nasty('constructor, toString, hasOwnProperty', '{"constructor":1,"toString":2,"hasOwnProperty":3}', '{}', [
    'absent $.constructor',
    'absent $.toString',
    'absent $.hasOwnProperty',
  ]),
  nasty('an empty key', '{"":1}', '{"":2}', ["value $['']"]),
  nasty('an empty key that is missing', '{"":{"":1}}', '{"":{}}', ["absent $['']['']"]),
  nasty('keys like positions', '{"0":1,"l":[1]}', '{"0":2,"l":[1]}', ["value $['0']"]),
  nasty('keys with dots, quotes and controls', '{"a.b":1,"\'":1,"\\n":1}', '{"a.b":2,"\'":2,"\\n":2}', [
    "value $['a.b']",
    "value $['\\'']",
    "value $['\\n']",
  ]),
  nasty('keys in NFC and NFD', '{"\u00e9":1}', '{"e\u0301":1}', ['absent $.\u00e9', 'extra $.e\u0301']),
  nasty('keys that are half a character', '{"\\ud800":1}', '{"\\udbff":1}', [
    'absent $.\ud800',
    'extra $.\udbff',
  ]),
];

const strings: readonly Nasty[] = [
  nasty('lone surrogates, escaped', '["\\ud800"]', '["\\ud801"]', ['value $[0]']),
  nasty('a lone surrogate against the replacement character', '["\\ud800"]', '["\ufffd"]', ['value $[0]']),
  nasty('a pair against its halves turned', '["\\ud83d\\ude00"]', '["\\ude00\\ud83d"]', ['value $[0]']),
  nasty('a character against its escape', '["\u{1F600}/\u2028"]', '["\\ud83d\\ude00\\/\\u2028"]', []),
  nasty('\\u0000', '["\\u0000"]', '[""]', ['value $[0]']),
  nasty('\\u0000 raw', '["\u0000"]', '[""]', legacyUnreadable),
  nasty('a line break in a string', '["a\nb"]', '["a\\nb"]', legacyUnreadable),
  nasty('a tab in a string', '["a\\tb"]', '["a\tb"]', candidateUnreadable),
  nasty('DEL in a string', '["\u007f"]', '["\\u007f"]', []),
  nasty('U+2028 and U+2029', '["\u2028"]', '["\u2029"]', ['value $[0]']),
  nasty('NFC and NFD', '["\u00e9"]', '["e\u0301"]', ['value $[0]']),
  nasty('blanks at the end', '["a"]', '["a "]', ['value $[0]']),
  nasty('an unknown escape', '["\\x41"]', '["A"]', legacyUnreadable),
  nasty('half an escape', '["A"]', '["\\u004"]', candidateUnreadable),
  nasty('a backslash at the end', '["\\"]', '["A"]', legacyUnreadable),
  nasty('quotes behind many backslashes', '["\\\\\\\\\\"",1e400]', '["\\\\\\\\\\" ",1e400]', ['value $[0]']),
];

const utf8: readonly Nasty[] = [
  nasty('a byte order mark', '\ufeff{"a":1}', '{"a":1}', ['format $']),
  nasty('two byte order marks', '\ufeff\ufeff{"a":1}', '{"a":1}', legacyUnreadable),
  nasty('a byte order mark inside', '{"a":"\ufeff"}', '{"a":""}', ['value $.a']),
  ...(
    [
      ['a stray byte', [0xff]],
      ['a stray continuation', [0x80]],
      ['a character cut off', [0xe2, 0x82]],
      ['an overlong slash', [0xc0, 0xaf]],
      ['an overlong NUL', [0xc0, 0x80]],
      ['a surrogate', [0xed, 0xa0, 0x80]],
      ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
      ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ] as const
  ).flatMap(([what, bytes]) => [
    nasty(`invalid UTF-8: ${what}`, around(...bytes), around(...bytes), legacyUnreadable),
    nasty(`invalid UTF-8 on one side: ${what}`, '{"a":"\ufffd"}', around(...bytes), candidateUnreadable),
  ]),
  nasty('UTF-16LE', new Uint8Array(Buffer.from('\ufeff{"a":1}', 'utf16le')), '{"a":1}', legacyUnreadable),
  nasty(
    'UTF-16LE without a mark',
    new Uint8Array(Buffer.from('{"a":1}', 'utf16le')),
    '{"a":1}',
    legacyUnreadable,
  ),
  nasty('UTF-16BE', '{}', new Uint8Array(Buffer.from('\ufeff{}', 'utf16le').swap16()), candidateUnreadable),
  nasty('UTF-32', '{}', new Uint8Array([0, 0, 0, 0x7b, 0, 0, 0, 0x7d]), candidateUnreadable),
];

const sevens = (count: number): string => '7'.repeat(count);
const numbers: readonly Nasty[] = [
  nasty('-0', '[-0,-0.0,-0e9]', '[0,0,0]', []),
  nasty('0.1 + 0.2', '[0.30000000000000004]', '[0.3]', ['value $[0]']),
  nasty(
    '0.1 as a double is written out',
    '[0.1]',
    '[0.1000000000000000055511151231257827021181583404541015625]',
    ['value $[0]'],
  ),
  nasty('2^53 + 1', '[9007199254740993]', '[9007199254740992]', ['value $[0]']),
  nasty('2^53 + 1 spelled otherwise', '[9007199254740993]', '[9.007199254740993e15]', []),
  nasty('2^64', '[18446744073709551616]', '[18446744073709551615]', ['value $[0]']),
  nasty('beyond the doubles', '[1e400]', '[1e401]', ['value $[0]']),
  nasty('below the doubles', '[1e-400]', '[0]', ['value $[0]']),
  nasty('huge exponents', '[1e99999999999]', '[1e99999999998]', ['value $[0]']),
  nasty('huge exponents, equal', '[1e99999999999]', '[10e99999999998]', []),
  nasty('huge exponents under a tolerance', '[1e99999999999]', '[1e99999999998]', ['value $[0]'], {
    rules: { numbers: { '$[*]': { absolute: 1 } } },
  }),
  nasty('nothing with a huge exponent', '[0e99999999999]', '[0]', []),
  nasty(
    '100,000 digits',
    () => `[${sevens(100_000)}]`,
    () => `[${sevens(99_999)}8]`,
    ['value $[0]'],
  ),
  nasty(
    '100,000 digits, spelled otherwise',
    () => `[${sevens(100_000)}]`,
    () => `[0.${sevens(100_000)}e100000]`,
    [],
  ),
  nasty(
    '100,000 digits within one',
    () => `[${sevens(100_000)}]`,
    () => `[${sevens(99_999)}8]`,
    [],
    {
      rules: { numbers: { '$[*]': { absolute: 1 } } },
    },
  ),
  nasty(
    '100,000 zeros between ones under a share',
    () => `[1${'0'.repeat(100_000)}1]`,
    () => `[1${'0'.repeat(100_000)}2]`,
    [],
    {
      rules: { numbers: { '$[*]': { relative: '1%' } } },
    },
  ),
  nasty(
    'an exponent of 10,000 digits',
    () => `[1e${sevens(10_000)}]`,
    () => `[1e${sevens(9_999)}8]`,
    ['value $[0]'],
  ),
];

const broken: readonly Nasty[] = (
  [
    ['nothing but blanks', '  \n'],
    ['NaN', '[NaN]'],
    ['Infinity', '[Infinity]'],
    ['-Infinity', '[-Infinity]'],
    ['undefined', '[undefined]'],
    ['a trailing comma in a list', '[1,]'],
    ['a trailing comma in an object', '{"a":1,}'],
    ['a missing comma', '[1 2]'],
    ['an elision', '[1,,2]'],
    ['a line comment', '[1] // one'],
    ['a block comment', '[/* one */1]'],
    ['single quotes', "['a']"],
    ['a bare key', '{a:1}'],
    ['a key that is a number', '{1:1}'],
    ['a leading zero', '[01]'],
    ['a leading plus', '[+1]'],
    ['a leading point', '[.5]'],
    ['a trailing point', '[5.]'],
    ['an exponent without digits', '[1e]'],
    ['hexadecimal digits', '[0x10]'],
    ['two documents', '{}{}'],
    ['a bracket too many', '[1]]'],
    ['a list never closed', '[1,[2,3'],
    ['an object never closed', '{"a":{"b":1'],
    ['a string never closed', '["abc'],
    ['TRUE', '[TRUE]'],
    ['a no-break space between', '[1,\u00a02]'],
    ['a form feed between', '[1,\f2]'],
    ['a colon too many', '{"a"::1}'],
    ['a lone minus', '[-]'],
  ] as const
).flatMap(([what, text]) => [
  nasty(what, text, text, legacyUnreadable),
  nasty(`${what} on one side`, '[1]', text, candidateUnreadable),
]);

const many = list(50_000, (id) => ({ id, name: `item ${id}`, tags: [id % 3, id % 5] }));
const chain = list(100, (at) => at / 100);
const near: CompareRules = { numbers: { '$[*]': { absolute: 0.01 } } };
const unordered: CompareRules = { lists: { $: 'unordered' } };

const large: readonly Nasty[] = [
  nasty('100,000 lists deep', () => '['.repeat(100_000) + ']'.repeat(100_000), '[]', [
    'unreadable legacy too-deep',
  ]),
  nasty('100,000 objects deep', '{}', () => '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), [
    'unreadable candidate too-deep',
  ]),
  nasty('a million keys', '{}', () => `{${list(1_000_000, (at) => `"k${at}":0`).join()}}`, [
    'unreadable candidate too-big',
  ]),
  nasty(
    '90,000 spellings of one key',
    () => `{${'"a":0,'.repeat(90_000)}"a":1}`,
    () => `{${'"a":0,'.repeat(90_000)}"a":2}`,
    ['format $.a'],
  ),
  nasty('50,000 members shuffled, in order', json(many), json(shuffled(many)), ['order $'], {
    keys: 200_000,
    work: 1_500,
  }),
  nasty('50,000 members shuffled, unordered', json(many), json(shuffled(many)), [], {
    rules: unordered,
    keys: 200_000,
    work: 1_500,
  }),
  nasty('50,000 members shuffled, keyed', json(many), json(shuffled(many)), ['order $'], {
    rules: { lists: { $: { by: 'id' } } },
    keys: 200_000,
    work: 200,
  }),
];

const traps: readonly Nasty[] = [
  nasty(
    'the same member 20,000 times, one less',
    json(list(20_000, () => 'a')),
    json(list(19_999, () => 'a')),
    ['absent $[19999]'],
    { work: 100 },
  ),
  nasty(
    'two values in turn, moved by one',
    json(list(20_000, (at) => at % 2)),
    json(list(20_000, (at) => (at + 1) % 2)),
    ['order $'],
    { work: 100 },
  ),
  nasty(
    '5,000 members with nothing in common',
    json(list(5_000, (at) => `a${at}`)),
    json(list(5_000, (at) => `b${at}`)),
    ['value $[*]'],
    { work: 100 },
  ),
  nasty(
    '5,000 members with nothing in common, unordered',
    json(list(5_000, (at) => `a${at}`)),
    json(list(5_000, (at) => `b${at}`)),
    ['value $[*]'],
    { rules: unordered, work: 100 },
  ),
  nasty(
    '5,000 near duplicates in order',
    json(list(5_000, (at) => at / 1_000)),
    json(list(5_000, (at) => (at + 5) / 1_000)),
    [],
    { rules: near, work: 100 },
  ),
  nasty(
    'a chain of tolerances that pairs only one way',
    json(chain),
    json(shuffled(list(100, (at) => (at + 1) / 100))),
    [],
    { rules: { ...near, ...unordered }, work: 100 },
  ),
  nasty(
    'a chain in objects',
    json(list(50, (at) => ({ p: at / 100 }))),
    json(shuffled(list(50, (at) => ({ p: (at + 1) / 100 })))),
    [],
    {
      rules: { lists: { $: 'unordered' }, numbers: { '$..p': { absolute: 0.01 } } },
      work: 100,
    },
  ),
  nasty(
    'a regular expression trap in a string under times',
    () => `["${'1'.repeat(60)}:"]`,
    () => `["${'1'.repeat(60)};"]`,
    ['value $[0]'],
    {
      rules: { times: { '$[*]': { within: '1s' } } },
    },
  ),
  nasty(
    'a number of 100,000 digits as a string',
    () => `["${sevens(100_000)}x"]`,
    () => `["${sevens(100_000)}y"]`,
    ['value $[0]'],
    {
      rules: { equate: ['number-string'] },
    },
  ),
];

/** All of it, by what it is about. */
export const corpus: Readonly<Record<string, readonly Nasty[]>> = {
  keys,
  strings,
  utf8,
  numbers,
  broken,
  large,
  traps,
};

/** The documents of up to a few kilobytes, each once: to begin from when drawing others. */
export function smallTexts(): readonly Uint8Array[] {
  const all = Object.entries(corpus)
    .filter(([about]) => about !== 'large' && about !== 'traps')
    .flatMap(([, cases]) => cases.flatMap(({ legacy, candidate }) => [legacy(), candidate()]))
    .filter(({ byteLength }) => byteLength <= 4_096);
  return [...new Map(all.map((bytes) => [Buffer.from(bytes).toString('hex'), bytes])).values()];
}
