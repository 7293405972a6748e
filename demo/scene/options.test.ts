import { expect, test } from 'vitest';
import { DEFAULT_FAULTS, FAULT_NAMES } from '../faults.js';
import { BadOption, readOptions } from './options.js';

test('without arguments: the default ports, and faults that a newcomer can see', () => {
  expect(readOptions([])).toMatchObject({
    auto: false,
    faults: DEFAULT_FAULTS,
    headless: false,
    seconds: undefined,
    seed: 'banyan',
    rate: 30,
    ports: { proxy: 8080, admin: 8081, control: 8090, projection: 8092 },
    keep: undefined,
  });
});

test('faults are names with commas, none or all', () => {
  expect(readOptions(['--faults', 'lag, duplicates'])).toMatchObject({ faults: ['lag', 'duplicates'] });
  expect(readOptions(['--faults', 'none'])).toMatchObject({ faults: [] });
  expect(readOptions(['--faults=all'])).toMatchObject({ faults: FAULT_NAMES });
});

test('the whole set of ports moves', () => {
  const moved = readOptions(['--port-base', '9090', '--proxy-port', '9080', '--admin-port', '9081']);
  expect(moved).toMatchObject({
    ports: { proxy: 9080, admin: 9081, control: 9090, shop: { aggregate: 9091 } },
  });
});

test('a dial that moves by itself is asked for', () => {
  expect(readOptions(['--auto'])).toMatchObject({ auto: true, faults: DEFAULT_FAULTS });
});

test('help is help', () => {
  expect(readOptions(['--help'])).toBe('help');
});

test.each([
  [['--faults', 'gremlins'], /no fault is called "gremlins"; there are lag/],
  [['--seconds', 'soon'], /--seconds soon: a number from 1/],
  [['--seconds', ''], /--seconds/],
  [['--rate', '0'], /--rate 0/],
  [['--port-base', '80.5'], /whole numbers/],
  [['--port-base', '65530'], /--port-base 65530/],
  [['--wat'], /--wat/],
])('%j is refused with a reason', (args, reason) => {
  expect(() => readOptions(args)).toThrow(BadOption);
  expect(() => readOptions(args)).toThrow(reason);
});
