import { setMember } from '../reading/json-strict.js';
import type { RuleState } from '../rules/compile-rules.js';
import { isObject } from '../scalars/scalars.js';
import { listRuleAt } from './canonical.js';

/** What tells the order of a list: of a keyed one only its keys, by their names so that redaction finds them. */
export function orderTold(list: readonly unknown[], state: RuleState): readonly unknown[] {
  const rule = listRuleAt(state);
  if (rule.pair !== 'by') return list;
  return list.map((item) => {
    if (!isObject(item)) return item;
    const key: Record<string, unknown> = {};
    for (const name in item) if (rule.names.includes(name)) setMember(key, name, item[name]);
    return key;
  });
}
