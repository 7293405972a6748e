import type { LookupAddress } from 'node:dns';
import { beforeEach, expect, it } from 'vitest';
import { Lookup } from './lookup.js';

let now: number;
let asked: string[];
let answer: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void;
let names: Lookup;
beforeEach(() => {
  now = 0;
  asked = [];
  names = new Lookup(
    (host, tell) => {
      asked.push(host);
      answer = tell;
    },
    () => now,
  );
});

const at = (address: string, family = 4): LookupAddress => ({ address, family });
const find = (options: object = {}): Promise<unknown> =>
  new Promise((resolve, reject) =>
    names.lookup('legacy', options, (error, found) => (error ? reject(error) : resolve(found))),
  );

it('a name is asked for once, however many connections want it', async () => {
  const both = Promise.all([find(), find({ all: true })]);
  answer(null, [at('10.0.0.1'), at('10.0.0.2')]);
  expect(await both).toEqual(['10.0.0.1', [at('10.0.0.1'), at('10.0.0.2')]]);
  expect(asked).toEqual(['legacy']);
});

it('the last answer serves while a silent name server is asked again', async () => {
  names.warm('legacy');
  answer(null, [at('10.0.0.1')]);
  now = 31_000;
  expect(await find()).toBe('10.0.0.1');
  expect(await find()).toBe('10.0.0.1');
  expect(asked).toHaveLength(2);
  answer(null, [at('10.0.0.9')]);
  expect(await find()).toBe('10.0.0.9');
});

it('an answer of long ago is not used before the name was asked for again', async () => {
  names.warm('legacy');
  answer(null, [at('10.0.0.1')]);
  now = 3_600_000;
  const found = find();
  answer(null, [at('10.0.0.9')]);
  expect(await found).toBe('10.0.0.9');
});

it('the last answer serves on when the next lookup fails, which is then tried again', async () => {
  names.warm('legacy');
  answer(null, [at('10.0.0.1')]);
  now = 31_000;
  await find();
  answer(Object.assign(new Error('EAI_AGAIN'), { code: 'EAI_AGAIN' }), []);
  expect(await find()).toBe('10.0.0.1');
  expect(asked).toHaveLength(3);
});

it.each([
  ['that is unknown', {}, Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), []],
  ['without an address of the wanted family', { family: 6 }, null, [at('10.0.0.1')]],
] as const)('a name %s fails as one that is not found', async (_, options, error, addresses) => {
  const found = find(options);
  answer(error, addresses);
  await expect(found).rejects.toMatchObject({ code: 'ENOTFOUND' });
});
