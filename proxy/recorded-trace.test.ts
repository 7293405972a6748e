import { expect, it } from 'vitest';
import { recordedTrace } from './recorded-trace.js';

const trace = '0af7651916cd43dd8448eb211c80319c';

it.each([
  ['one that is recorded', `00-${trace}-b7ad6b7169203331-01`, trace],
  ['one of a later version, which says more', `01-${trace}-b7ad6b7169203331-03-more`, trace],
  ['one that nobody records', `00-${trace}-b7ad6b7169203331-00`, undefined],
  ['no trace at all', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, undefined],
  ['no span', `00-${trace}-${'0'.repeat(16)}-01`, undefined],
  ['a version that there cannot be', `ff-${trace}-b7ad6b7169203331-01`, undefined],
  ['two at once', `00-${trace}-b7ad6b7169203331-01, 00-${trace}-b7ad6b7169203331-01`, undefined],
  ['capitals', `00-${trace.toUpperCase()}-b7ad6b7169203331-01`, undefined],
  ['anything else', '"} 1\nforged 1', undefined],
])('of traceparent %s', (_what, header, id) => expect(recordedTrace(header)).toBe(id));
