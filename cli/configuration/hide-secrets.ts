import type { RouteRule } from '../../routing-rules/route-rule.js';
import { type Document, isMap, isScalar, isSeq, type Pair, Scalar } from 'yaml';
import type { VersionSource } from '../../proxy/version-rule.js';
import type { Configuration } from './configuration.js';

/** Stands in place of what is hidden. No header may hold it: a file that is copied with it is refused, not used. */
export const hidden = '…';

/**
 * Hides what may be a secret in a banyan.yaml: of webhooks all but where they are, the values of headers that look
 * like credentials, the query of a probe, the like in the query of a path. Tokens and passphrases are names of environment variables, and keys are
 * names of files: what those hold never stands in it. The document must have no aliases.
 */
export function hideSecrets(document: Document): void {
  for (const upstream of membersOf(membersOf([document.contents], 'upstreams'))) {
    for (const pair of pairsOf(membersOf(membersOf([upstream], 'headers'), 'set')))
      if (isCredential(pair)) replace(pair, () => hidden);
    for (const pair of pairsOf(membersOf([upstream], 'version'), 'probe')) replace(pair, withoutQuery);
  }
  for (const route of membersOf(membersOf([document.contents], 'routes'))) {
    for (const pair of pairsOf(membersOf([route], 'candidate'), 'path')) replace(pair, withoutSecretQuery);
    for (const pair of pairsOf(itemsOf(membersOf([route], 'notify')), 'webhook')) replace(pair, originOf);
    for (const pair of pairsOf(membersOf([route], 'repair'), 'url')) replace(pair, originOf);
    for (const pair of pairsOf(membersOf(membersOf([route], 'only'), 'header')))
      if (isCredential(pair) && isSeq(pair.value)) pair.value.items = [new Scalar(hidden)];
  }
}

/** The same of a configuration that was read; of webhooks no more is left than where they are. */
export function withoutSecrets(configuration: Configuration): Configuration {
  const { upstreams, versions, routes } = configuration;
  return {
    ...configuration,
    upstreams: upstreams.map((upstream) => ({
      ...upstream,
      set: upstream.set.map(([name, value]) => [name, isSecret(name, value) ? hidden : value] as const),
    })),
    versions: Object.fromEntries(
      Object.entries(versions).map(([name, source]) => [name, withoutSecret(source)]),
    ),
    routes: routes.map((route) => ({
      ...route,
      rule: {
        ...route.rule,
        only: withoutSecretValues(route.rule.only),
        candidate: withoutSecretPath(route.rule.candidate),
      },
      notify: route.notify.map(({ webhook, on }) => ({ webhook: new URL(webhook).origin, on })),
    })),
  };
}

const withoutSecret = (source: VersionSource): VersionSource =>
  source.kind === 'probe' ? { ...source, url: withoutQuery(source.url) } : source;

function withoutSecretPath(candidate: RouteRule['candidate']): RouteRule['candidate'] {
  if (candidate?.path === undefined) return candidate;
  return { ...candidate, path: withoutSecretQuery(candidate.path) };
}

const withoutSecretValues = (
  cohort: Readonly<Record<string, readonly string[]>>,
): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(cohort).map(([name, values]) => [name, isSecret(name, '') ? [hidden] : values]),
  );

const looksSecret = /auth|cookie|key|token|secret|passw|credential|session|signature/i;
const schemeOfCredentials = /^\s*(basic|bearer|digest|token)\s/i;

const isSecret = (name: string, value: string): boolean =>
  looksSecret.test(name) || schemeOfCredentials.test(value);

const isCredential = ({ key, value }: Pair): boolean =>
  isSecret(nameOf(key), isScalar(value) ? String(value.value) : '');

/** The name of a member as JSON has it. */
export const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

/** The pairs of all these maps; with a name, those of that name: one that is written twice, `1` and `"1"`, is found twice. */
const pairsOf = (nodes: readonly unknown[], name?: string): readonly Pair[] =>
  nodes.flatMap((node) =>
    isMap(node) ? node.items.filter(({ key }) => name === undefined || nameOf(key) === name) : [],
  );

const membersOf = (nodes: readonly unknown[], name?: string): readonly unknown[] =>
  pairsOf(nodes, name).map(({ value }) => value);

const itemsOf = (nodes: readonly unknown[]): readonly unknown[] =>
  nodes.flatMap((node) => (isSeq(node) ? node.items : []));

function replace(pair: Pair, by: (text: string) => string): void {
  const written = isScalar(pair.value) ? String(pair.value.value) : '';
  const shown = by(written);
  // What hides nothing stays as it was written, quotes and all.
  if (shown !== written) pair.value = new Scalar(shown);
}

/** `https://hooks.example/…` */
function originOf(text: string): string {
  if (!URL.canParse(text)) return hidden;
  const { protocol, host } = new URL(text);
  return host === '' ? hidden : `${protocol}//${host}/${hidden}`;
}

const withoutQuery = (text: string): string => text.replace(/[?#].*$/s, `?${hidden}`);

/** Members of a path's query that look like credentials; what the request puts in, `?key=:id`, is none. */
const withoutSecretQuery = (text: string): string =>
  text.replaceAll(/(?<=[?&])([^=&#?]+)=(?!:[A-Za-z_]\w*(?:[&#]|$))[^&#]*/g, (member, name: string) =>
    looksSecret.test(name) ? `${name}=${hidden}` : member,
  );
