import { isObject } from '../scalars/scalars.js';

/** Members of a list that are looked at for a key. */
const mostMembers = 1_000;

/** The members' names whose values are scalars, and tell them apart, in each of these lists of both sides. */
export function keyNames(legacy: readonly unknown[], candidate: readonly unknown[]): ReadonlySet<string> {
  const lists = [...legacy, ...candidate].filter((list) => Array.isArray(list) && list.length > 0);
  const [first, ...others] = lists.map((list) => namesOf(list as readonly unknown[]));
  return new Set([...(first ?? [])].filter((name) => others.every((names) => names.has(name))));
}

function namesOf(list: readonly unknown[]): ReadonlySet<string> {
  const members = list.slice(0, mostMembers);
  const [first] = members;
  if (!members.every(isObject) || !isObject(first)) return new Set();
  return new Set(Object.keys(first).filter((name) => tellsApart(members, name)));
}

function tellsApart(members: readonly unknown[], name: string): boolean {
  const values = members.map((member) =>
    isObject(member) && Object.hasOwn(member, name) ? member[name] : null,
  );
  const isKey = values.every(
    (value) => typeof value === 'number' || (typeof value === 'string' && value !== ''),
  );
  return isKey && new Set(values).size === values.length;
}

/** Names as keys are named go first. */
export const byLikelihood = (names: ReadonlySet<string>): readonly string[] =>
  [...names].toSorted((a, b) => likelihood(b) - likelihood(a));

function likelihood(name: string): number {
  if (/^_?(?:id|uuid|key)$/i.test(name)) return 3;
  if (/(?:[a-z]I[Dd]|_id|-id|Key|_key)$/.test(name)) return 2;
  return /(?:sku|code|number|name|ref)$/i.test(name) ? 1 : 0;
}
