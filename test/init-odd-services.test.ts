import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portOf, serving } from './items.cases.js';
import { banyan, temporaryFolder } from './running-banyan.cases.js';

type SideName = 'legacy' | 'candidate';
/** What a side answers to an id that it is asked for the n-th time; no side ever has another's n. */
type Answering = (side: SideName, id: string, n: number) => Answered;
interface Answered {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

let folder: ReturnType<typeof temporaryFolder>;
let servers: Server[];
let asked: string[];

beforeEach(() => {
  folder = temporaryFolder();
  servers = [];
  asked = [];
});
afterEach(() => {
  folder.remove();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

const file = (): string => join(folder.path, 'banyan.yaml');
const written = (): string => readFileSync(file(), 'utf8');

async function address(side: SideName, answering: Answering): Promise<string> {
  const counts = new Map<string, number>();
  const server = await serving((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const n = (counts.get(path) ?? 0) + 1;
    counts.set(path, n);
    const count = side === 'legacy' ? n : n + 100;
    const { status = 200, type = 'application/json', body } = answering(side, path.slice(3), count);
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });
  servers.push(server);
  return `http://127.0.0.1:${portOf(server)}`;
}

async function initOn(answering: Answering, more: readonly string[] = ['--examples', '1,2,3,4,5,6']) {
  const sides = [
    '--legacy',
    await address('legacy', answering),
    '--candidate',
    await address('candidate', answering),
  ];
  return await banyan(['init', file(), ...sides, '--path', '/x/:id', ...more]);
}

const json = (value: unknown): Answered => ({ body: JSON.stringify(value) });
const price = (side: SideName): number => (side === 'legacy' ? 10 : 99);

describe('banyan init', () => {
  it.each<[string, string, Answering]>([
    [
      'a text',
      '$[*]',
      (side, id, n) => ({ type: 'text/plain', body: `customer ${id} owes ${price(side)} at ${n}` }),
    ],
    [
      'a page',
      '$[*]',
      (side, id, n) => ({ type: 'text/html', body: `<html>\n<p>${id} ${price(side)}</p>\n<i>${n}</i>` }),
    ],
    [
      'a JSON text within JSON',
      '$.data',
      (side, id, n) => json({ data: JSON.stringify({ id, n, total: price(side) }) }),
    ],
    [
      'such a text beside an id',
      '$.data',
      (side, id, n) => json({ id, data: JSON.stringify({ id, n, total: price(side) }) }),
    ],
    ['a single value', '$.n', (_, __, n) => json({ n })],
  ])(
    'never silences %s where hardly anything else is compared, and says so',
    async (_, pattern, answering) => {
      const { code, stdout } = await initOn(answering);
      expect([code, stdout]).toEqual([0, expect.stringContaining('0 of 6 examples agree')]);
      expect(stdout).toContain(`Not ignored, though legacy never says the same twice: ${pattern}.`);
      expect(written()).not.toMatch(/^ {6}ignore:/m);
      expect(written()).toContain(`#   legacy differs from itself at ${pattern} in 6 of 6 examples; `);
      expect(written()).toMatch(/^ {4}# {3}ignore:$/m);
      expect((await banyan(['check', file()])).code).toBe(0);
    },
  );

  it('ignores of two values that never come again the lesser one, and compares the other', async () => {
    const { stdout } = await initOn((side, _, n) => json({ n, text: `${side} says ${n}` }));
    expect(stdout).toMatch(/Ignored, since legacy never says the same twice: \$\.n\.$/m);
    expect(stdout).toContain('Not ignored, though legacy never says the same twice: $.text.');
  });

  it('counts no example as agreeing of which the rules leave nothing to compare', async () => {
    const { stdout } = await initOn((_, id, n) => json(id === '1' ? { n } : { n, id }));
    expect(stdout).toContain('5 of 5 examples agree with the rules that are put in place.');
    expect(stdout).toContain('Of 1 more these rules leave nothing to compare, which is no agreement.');
    expect(written()).toMatch(/of 5 examples 5 agree .*, of 1 more they leave nothing to compare\./);
  });

  it.each<[number, RegExp]>([
    [401, /--header-env authorization=VARIABLE/],
    [403, /--header-env authorization=VARIABLE/],
    [404, /--examples/],
    [302, /redirects are not followed/],
    [500, /mend/i],
  ])('takes a %s of both sides for no agreement, and names the way out', async (status, wayOut) => {
    const answering: Answering = () => ({ status, body: '{"error":"none"}' });
    const { code, stdout, stderr } = await initOn(answering);
    expect([code, existsSync(file())]).toEqual([2, false]);
    expect(stdout).not.toMatch(/examples agree/);
    expect(stderr).toMatch(/Nothing was written: no example was answered with 2xx by both sides/);
    expect(stderr).toContain(`legacy ${status}, candidate ${status} in 6 of 6 examples`);
    expect(stderr).toMatch(wayOut);
    expect(stderr).toContain('--yes');
  });

  it('says so in the file that is written all the same', async () => {
    const { code } = await initOn(() => ({ status: 404, body: '{}' }), ['--examples', '1,2', '--yes']);
    expect(code).toBe(0);
    expect(written()).toMatch(
      /no example was answered with 2xx by both sides \(legacy 404, candidate 404 in 2 of 2 examples\)/,
    );
    expect((await banyan(['check', file()])).code).toBe(0);
  });

  it('lets nothing agree that answers 200 and 500 by turns', async () => {
    const { code, stderr } = await initOn((_, __, n) => ({ status: n % 2 ? 200 : 500, body: '{"a":1}' }));
    expect([code, existsSync(file())]).toEqual([2, false]);
    expect(stderr).toContain('legacy 200 then 500, candidate 200 then 500 in 6 of 6 examples');
  });

  it('counts only examples that both sides answer with 2xx, and tells the others', async () => {
    const { code, stdout } = await initOn((side, id) => ({
      status: id === '1' && side === 'candidate' ? 404 : 200,
      body: '{"a":1}',
    }));
    expect([code, stdout]).toEqual([0, expect.stringContaining('5 of 5 examples agree')]);
    expect(stdout).toContain('Not counted: legacy 200, candidate 404 in 1 of 6 examples.');
    expect(written()).toContain('# Not counted: legacy 200, candidate 404 in 1 of 6 examples.');
  });

  it('keeps names that may be keys of people out of the file, in what differs and in rules', async () => {
    const { stdout } = await initOn((side, id, n) => {
      const who = `alice${id}@example.com`;
      const orders = [{ sku: `${id}-a` }, { sku: `${id}-b` }];
      return json({ users: { [who]: { plan: side, seen: n, orders } } });
    });
    expect(written()).not.toContain('alice');
    expect(stdout).not.toContain('alice');
    expect(written()).toContain('# Differs now: value at $.users[*].plan, in 6 of 6 examples.');
    expect(written()).toMatch(
      /legacy differs from itself at \$\.users\[\*\]\.seen in 6 of 6 examples; \[\*\]/,
    );
    expect(written()).not.toMatch(/^ {6}(?:ignore|lists):/m);
    expect((await banyan(['check', file()])).code).toBe(0);
  });

  it('keeps such names out of suggested rules, and says where they are told', async () => {
    const { stdout } = await initOn((side, id) =>
      json({ id, users: { 'alice@example.com': { plan: side === 'legacy' ? 'GOLD' : 'gold' } } }),
    );
    expect(written()).not.toContain('alice');
    expect(written()).toMatch(/# 1 rule more is not written, .*`banyan suggest`/);
    expect(stdout).toMatch(/^1 rule more is not written/m);
    expect(stdout).not.toContain('alice');
  });

  it.each<[string, RegExp]>([
    ['/x/%zz', /%zz.*%25/],
    ['..', /would be read as \//],
    ['/x/..', /would be read as \//],
    ['/x/%2e%2E', /would be read as \//],
    ['/x/1#2', /would be read as \/x\/1/],
    ['/elsewhere/1', /does not fit \/x\/:id/],
  ])('refuses the example %s, says what is wrong with it, and asks nobody', async (example, why) => {
    const { code, stderr } = await initOn(() => json({}), ['--examples', example]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
    expect(stderr).toContain(`--examples: "${example}"`);
    expect(asked).toEqual([]);
  });

  it('asks for the whole query of an example', async () => {
    await initOn((_, id) => json({ id }), ['--examples', 'a?b=1?c']);
    expect(new Set(asked)).toEqual(new Set(['/x/a?b=1?c']));
  });
});
