import { type Redaction, compileRedaction } from '../redact.js';
import { redactedHeader } from '../redact-headers.js';
import { isKeyEntry } from '../redact-key.js';
import type { Document } from '../reading/document.js';
import { textKey } from '../reading/xml.js';
import type { PathState } from '../rules/path-states.js';
import { parseSelector } from '../rules/selector.js';
import { isObject } from '../scalars/scalars.js';
import { placeMeant, shapeOf } from './document-shape.js';

/** What became of one entry of `redact:` in a document. */
export interface SampledRedaction {
  readonly entry: string;
  /** Places that it hides. */
  readonly places: number;
  /** A place that it may have meant, where it hides nothing. */
  readonly alike?: string;
}

/** What each entry of `redact:` hides in a document of legacy's; of headers and the key nothing is told. */
export function redactInSample(
  { value, format }: Pick<Extract<Document, { kind: 'tree' }>, 'value' | 'format'>,
  entries: readonly string[],
  renames: Record<string, string> = {},
): readonly SampledRedaction[] {
  const shape = shapeOf(value, format === 'xml' ? textKey : undefined);
  return entries
    .filter((entry) => redactedHeader(entry) === undefined && !isKeyEntry(entry))
    .map((entry) => {
      const redaction = compileRedaction([entry], renames);
      const hidden = format === 'xml' ? redaction.xml : redaction.tree;
      const places = hiddenIn(value, hidden.root, hidden);
      const alike = places === 0 ? placeMeant(shape, parseSelector(entry)) : undefined;
      return { entry, places, ...(alike !== undefined && { alike }) };
    });
}

function hiddenIn(value: unknown, state: PathState<boolean>, hidden: Redaction['tree']): number {
  if (state.here) return 1;
  if (state.plain) return 0;
  if (Array.isArray(value))
    return value.reduce<number>((sum, item, at) => sum + hiddenIn(item, hidden.item(state, at), hidden), 0);
  if (!isObject(value)) return 0;
  return Object.keys(value).reduce((sum, key) => sum + hiddenIn(value[key], state.member(key), hidden), 0);
}
