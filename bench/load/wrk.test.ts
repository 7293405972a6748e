import { expect, it } from 'vitest';
import { parseWrk } from './wrk.js';

const said = (told: string): string => `Running 1s test @ http://127.0.0.1:1
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
Requests/sec:  53829.12
${told}
`;

it('what the script measured is found in all that wrk says', () => {
  const told = 'measured {"requests":5000,"micros":1010000,"errors":2,"p50":490,"p99":4640,"p999":13250}';
  expect(parseWrk(said(told))).toEqual({
    requests: 5_000,
    seconds: 1.01,
    errors: 2,
    latency: { p50: 0.49, p99: 4.64, p999: 13.25 },
  });
});

it('a wrk that measured nothing is an error with its words, not a zero', () => {
  expect(() => parseWrk('unable to connect to 127.0.0.1:1 Connection refused')).toThrow(/Connection refused/);
});
