import fc from 'fast-check';
import { compareTexts } from '../../comparators/compare-documents.js';
import { workLimits } from '../../comparators/reference/refute.cases.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { type Exploration, outcomeOf } from './exploration.js';

/** An element with either text or children. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

interface Pair {
  readonly legacy: Element;
  readonly candidate: Element;
  /** How each of the two is written: what does not count. */
  readonly styles: readonly [number, number];
  readonly rules: CompareRules;
}

/** Rules by name alone, so that what they mean can be said without any path. */
const ignored = 'x';
const unordered = 'u';
const tolerated = 'n';
const someRules: CompareRules = {
  ignore: [`$..${ignored}`],
  lists: { [`$..${unordered}`]: 'unordered' },
  numbers: { [`$..${tolerated}`]: { absolute: 1 } },
};

const names = fc.constantFrom('a', 'b', ignored, unordered, unordered, tolerated);
const values = fc.constantFrom('', 'a', '1', '2', '3', ' a ', '<&">', 'é');

const anyElement: fc.Arbitrary<Element> = fc.letrec<{ element: Element }>((tie) => ({
  element: fc
    .record({
      name: names,
      attributes: fc.dictionary(names, values, { maxKeys: 2, noNullPrototype: true }),
      text: values,
      children: fc.oneof(
        { depthIdentifier: 'xml', maxDepth: 3 },
        fc.constant([]),
        fc.array(tie('element'), { maxLength: 4 }),
      ),
    })
    .map((one) => ({ ...one, text: one.children.length > 0 ? '' : one.text })),
})).element;

/** The same document, or one that differs in an edit or two. */
const anyPair = fc
  .tuple(anyElement, anyElement, fc.array(fc.nat(), { maxLength: 6 }), fc.nat(), fc.nat(), fc.boolean())
  .map(([legacy, other, choices, one, two, ruled]): Pair => {
    const candidate = single(edit(legacy, other, [...choices]));
    return { legacy: single(legacy), candidate, styles: [one, two], rules: ruled ? someRules : {} };
  });

/** Of what has a tolerance only one in each element: of a list the rule would not speak. */
function single(element: Element): Element {
  const rest = element.children.filter(({ name }) => name !== tolerated);
  const first = element.children.find(({ name }) => name === tolerated);
  const kept = first === undefined || tolerated in element.attributes ? rest : [first, ...rest];
  return { ...element, children: kept.map(single) };
}

/** XML in any spelling: what is equal by the rules, said without any part of the comparators, must match. */
export const xml: Exploration<Pair> = {
  name: 'xml',
  drawn: anyPair,
  judge({ legacy, candidate, styles, rules }) {
    const [left, right] = [written(legacy, styles[0]), written(candidate, styles[1])];
    const comparison = compareTexts(left, right, 'xml', compileRules(rules), workLimits());
    if (comparison.verdict === 'unreadable') throw new Error(`unreadable: ${comparison.why.detail}`);
    const due = isSame(legacy, candidate, rules === someRules) ? 'match' : 'mismatch';
    if (comparison.verdict !== due) throw new Error(`a ${comparison.verdict} where a ${due} is due`);
    return outcomeOf(comparison);
  },
  show: ({ legacy, candidate, styles, rules }) =>
    [
      `legacy    ${written(legacy, styles[0]).toString()}`,
      `candidate ${written(candidate, styles[1]).toString()}`,
      `rules     ${JSON.stringify(rules)}`,
    ].join('\n'),
};

function isSame(legacy: Element, candidate: Element, ruled: boolean): boolean {
  return (
    legacy.name === candidate.name && (isSilent(legacy.name, ruled) || isSameInside(legacy, candidate, ruled))
  );
}

const isSilent = (name: string, ruled: boolean): boolean => ruled && name === ignored;

function isSameInside(legacy: Element, candidate: Element, ruled: boolean): boolean {
  const all = new Set([legacy, candidate].flatMap((one) => membersOf(one).map(({ name }) => name)));
  return (
    isSameText(legacy, candidate, ruled) &&
    [...all].every((name) => {
      const [left, right] = [legacy, candidate].map((one) => membersOf(one).filter((of) => of.name === name));
      if (isSilent(name, ruled)) return true;
      if (left?.length !== right?.length) return false;
      return isSameList(left ?? [], right ?? [], ruled);
    })
  );
}

/** Attributes are members too, before the children. */
const membersOf = ({ attributes, children }: Element): readonly Element[] => [
  ...Object.entries(attributes).map(([name, text]) => ({ name, text, attributes: {}, children: [] })),
  ...children,
];

function isSameText({ name, text }: Element, candidate: Element, ruled: boolean): boolean {
  if (text === candidate.text) return true;
  const numbers = [text, candidate.text].map((one) => (/^\d+$/.test(one) ? Number(one) : Number.NaN));
  const [left = Number.NaN, right = Number.NaN] = numbers;
  return ruled && name === tolerated && Math.abs(left - right) <= 1;
}

function isSameList(legacy: readonly Element[], candidate: readonly Element[], ruled: boolean): boolean {
  const [first, ...rest] = legacy;
  if (first === undefined) return true;
  const partners = ruled && first.name === unordered ? [...candidate.keys()] : [0];
  return partners.some((at) => {
    const partner = candidate[at];
    if (partner === undefined || !isSameInside(first, partner, ruled)) return false;
    return isSameList(rest, candidate.toSpliced(at, 1), ruled);
  });
}

/** Follows the choices down the document and changes it there; none leaves it as it is. */
function edit(element: Element, other: Element, choices: number[]): Element {
  const [choice = 0, ...rest] = choices;
  const { children, attributes } = element;
  if (choices.length === 0) return element;
  const at = children.length === 0 ? 0 : choice % children.length;
  const child = children[at];
  if (rest.length > 0 && child !== undefined) {
    return { ...element, children: children.with(at, edit(child, other, rest)) };
  }
  const text = children.length > 0 ? '' : `${element.text}1`;
  const edits: readonly Element[] = [
    { ...element, text },
    { ...element, attributes: { ...attributes, a: 'new' } },
    { ...element, attributes: {} },
    { ...element, children: children.toReversed() },
    { ...element, children: children.slice(1) },
    { ...element, text: '', children: [...children, other] },
    { ...element, name: ignored },
  ];
  return edits[choice % edits.length] ?? element;
}

/** Writes a document in one of its spellings: order of attributes, indentation, comments, quoting. */
function written(element: Element, style: number): Buffer {
  let drawn = style;
  const chance = (): boolean => {
    drawn = (Math.imul(drawn, 1_103_515_245) + 12_345) >>> 0;
    return (drawn & 0x10000) !== 0;
  };
  const escaped = (text: string): string =>
    text.replace(/[<&">]/g, (char) => (chance() ? `&#${char.charCodeAt(0)};` : (named[char] ?? char)));
  const write = ({ name, attributes, text, children }: Element): string => {
    const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
    if (chance()) pairs.reverse();
    const gap = children.length > 0 && chance() ? '\n\t' : '';
    const comment = chance() ? '<!-- a -->' : '';
    const inside =
      children.length > 0
        ? children.map((child) => gap + write(child)).join('') + gap
        : text !== '' && chance()
          ? `<![CDATA[${text}]]>`
          : escaped(text);
    return inside === '' && chance()
      ? `<${name}${pairs.join('')}/>`
      : `<${name}${pairs.join('')}>${comment}${inside}</${name}>`;
  };
  return Buffer.from(write(element));
}

const named: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;', '"': '&quot;', '>': '&gt;' };
