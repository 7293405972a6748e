import { expect, it } from 'vitest';
import { traceLink } from './trace-link.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

it('the trace of a sample stands wherever its address asks for it', () => {
  expect(traceLink({ trace }, 'https://jaeger.example/trace/{traceId}')).toBe(
    `https://jaeger.example/trace/${trace}`,
  );
  expect(traceLink({ trace }, 'http://t/?a={traceId}#{traceId}')).toBe(`http://t/?a=${trace}#${trace}`);
});

it.each([
  ['there is no address', { trace }, null],
  ['the sample has no trace', {}, 'https://t/{traceId}'],
  ['its trace is none', { trace: '"><script>' }, 'https://t/{traceId}'],
])('there is no link where %s', (_, sample, url) => {
  expect(traceLink(sample, url)).toBeUndefined();
});
