import { type Document, isMap, isScalar, isSeq, type Pair, Scalar } from 'yaml';

/** Stands in place of what is hidden. No header may hold it: a file that is copied with it is refused, not used. */
export const hidden = '…';

/**
 * Hides what may be a secret in a banyan.yaml: of webhooks all but where they are, the values of headers that look
 * like credentials, the query of a probe. Tokens and passphrases are names of environment variables, and keys are
 * names of files: what those hold never stands in it. The document must have no aliases.
 */
export function hideSecrets(document: Document): void {
  for (const upstream of membersOf(membersOf([document.contents], 'upstreams'))) {
    for (const pair of pairsOf(membersOf(membersOf([upstream], 'headers'), 'set')))
      if (isCredential(pair)) replace(pair, () => hidden);
    for (const pair of pairsOf(membersOf([upstream], 'version'), 'probe')) replace(pair, withoutQuery);
  }
  for (const route of membersOf(membersOf([document.contents], 'routes'))) {
    for (const pair of pairsOf(itemsOf(membersOf([route], 'notify')), 'webhook')) replace(pair, originOf);
    for (const pair of pairsOf(membersOf([route], 'repair'), 'url')) replace(pair, originOf);
    for (const pair of pairsOf(membersOf(membersOf([route], 'only'), 'header')))
      if (isCredential(pair) && isSeq(pair.value)) pair.value.items = [new Scalar(hidden)];
  }
}

const looksSecret = /auth|cookie|key|token|secret|passw|credential|session|signature/i;
const schemeOfCredentials = /^\s*(basic|bearer|digest|token)\s/i;

const isCredential = ({ key, value }: Pair): boolean =>
  looksSecret.test(nameOf(key)) || (isScalar(value) && schemeOfCredentials.test(String(value.value)));

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
  pair.value = new Scalar(by(isScalar(pair.value) ? String(pair.value.value) : ''));
}

/** `https://hooks.example/…` */
function originOf(text: string): string {
  if (!URL.canParse(text)) return hidden;
  const { protocol, host } = new URL(text);
  return host === '' ? hidden : `${protocol}//${host}/${hidden}`;
}

const withoutQuery = (text: string): string => text.replace(/[?#].*$/s, `?${hidden}`);
