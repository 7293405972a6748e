import { Impossible } from './exit.js';

/** Characters of the longest line that is read: an entry of the audit has some thousands. */
const longest = 32 * 1024 * 1024;

/**
 * The lines of a stream of UTF-8, without their ends; the last one need not have one. Only a line feed ends a line:
 * JSON may have U+2028 in a text, at which Node's readline would break it.
 * @throws Impossible for a line of more than 32 Mi characters
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    parts.push(first);
    length += first.length;
    if (length > longest) throw new Impossible('A line is longer than any entry: this is no export.');
    for (const other of others) {
      yield parts.join('');
      parts.splice(0, parts.length, other);
      length = other.length;
    }
  }
  const last = parts.join('') + decoder.decode();
  if (last !== '') yield last;
}
