import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from './configuration.js';

/** Names of what another configuration adds, removes and changes. */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** How two configurations differ, by name, for the log. */
export function whatChanged(
  before: Configuration,
  after: Configuration,
): { readonly routes: Changes; readonly upstreams: Changes } {
  return {
    routes: compareNamed(
      before.routes.map((route) => [route.rule.name, route]),
      after.routes.map((route) => [route.rule.name, route]),
    ),
    upstreams: compareNamed(upstreamsOf(before), upstreamsOf(after)),
  };
}

const upstreamsOf = ({ upstreams, versions }: Configuration) =>
  upstreams.map((rule) => [rule.name, { rule, version: versions[rule.name] }] as const);

function compareNamed(
  before: readonly (readonly [string, object])[],
  after: readonly (readonly [string, object])[],
): Changes {
  const [old, now] = [new Map(before), new Map(after)];
  const both = [...now.keys()].filter((name) => old.has(name));
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: both.filter((name) => !isDeepStrictEqual(old.get(name), now.get(name))),
  };
}
