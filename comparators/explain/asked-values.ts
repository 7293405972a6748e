import { nearestName } from './nearest-name.js';
import type { PlacedRule } from '../rules/compile-rules.js';
import { isObject } from '../scalars/scalars.js';
import { tellable } from '../tellable.js';

/** A member by which a list is paired and that none of its members has. */
export interface LackedKey {
  readonly name: string;
  /** One that they have, and that may have been meant. */
  readonly alike?: string;
}

/** So many of the values that a rule cannot judge are told, and one more shows that there are others. */
const mostTold = 4;
const longest = 40;

/** What a rule met where it was asked, as far as it had nothing to say. */
export class AskedValues {
  private readonly unjudged = new Set<string>();
  private readonly lists: unknown[][] = [];

  /** Takes a value that the rule cannot judge. */
  cannotJudge(value: unknown): void {
    if (this.unjudged.size < mostTold) this.unjudged.add(shortly(value));
  }

  /** Takes a list that the rule pairs. */
  pairs(list: unknown[]): void {
    this.lists.push(list);
  }

  /** The first of the values that it cannot judge, each once, as JSON. */
  get values(): readonly string[] {
    return [...this.unjudged];
  }

  /** Which members by which it pairs stand in no member of any of its lists. */
  lacked({ list }: Extract<PlacedRule['mark'], { kind: 'list' }>): readonly LackedKey[] {
    const members = this.lists.flat();
    if (list.pair !== 'by' || members.length === 0) return [];
    const held = members.flatMap((member) => (isObject(member) ? Object.entries(member) : []));
    const known = new Set(held.map(([name]) => name));
    // An object or a list is no key.
    const suitable = new Set(held.flatMap(([name, value]) => (holdsMembers(value) ? [] : [name])));
    return list.names
      .filter((name) => !known.has(name))
      .map((name) => {
        const alike = nearestName(name, [...suitable]);
        return { name, ...(alike !== undefined && { alike }) };
      });
  }
}

const holdsMembers = (value: unknown): boolean => isObject(value) || Array.isArray(value);

function shortly(value: unknown): string {
  if (holdsMembers(value)) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(tellable(value));
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
