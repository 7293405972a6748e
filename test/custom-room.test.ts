import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CustomContext, CustomJudge } from '../comparators/custom.js';
import type * as Rooms from '../cli/threads/custom-room.js';
import type * as Relays from '../cli/threads/start-relay.js';
import './running-banyan.cases.js';

// The built one: a thread is started from a file, and only built files are ones that Node can run.
const built = new URL('../dist/cli/threads/custom-room.js', import.meta.url).href;
const { CustomRoom } = (await import(built)) as typeof Rooms;
const { startRelay } = (await import(new URL('./start-relay.js', built).href)) as typeof Relays;

const folder = mkdtempSync(join(tmpdir(), 'banyan-custom-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context: CustomContext = { differences: [], ignored: [], status: undefined, headers: undefined };
const limits = { call: 20_000, load: 20_000, rest: 500 };
/** For those that never answer. */
const impatient = { ...limits, call: 1_000 };
let files = 0;

const rooms: Rooms.CustomRoom[] = [];
afterAll(() => {
  for (const room of rooms) room.close();
});

function load(text: string, within = limits, name = `${(files += 1)}.mjs`): CustomJudge {
  const file = join(folder, name);
  writeFileSync(file, text);
  const room = roomOf(file, within);
  room.load();
  return room.judge;
}

function roomOf(file: string, within = limits): Rooms.CustomRoom {
  const room = new CustomRoom({ file, version: '1' }, (start) => startRelay(start, () => undefined), within);
  rooms.push(room);
  return room;
}

/** How many processes have a file among their arguments. */
function processesOf(file: string): number {
  const ids = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  return ids.filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').includes(file);
    } catch {
      // It ended meanwhile.
      return false;
    }
  }).length;
}

describe('a custom comparator is loaded', () => {
  it.each([
    ['from an ES module', 'export function compare(a, b) { return a === b; }', 'es.mjs'],
    ['from one without a package that says so', 'export const compare = (a, b) => a === b;', 'es.js'],
    ['from a CommonJS module', 'module.exports = { compare: (a, b) => a === b };', 'common.cjs'],
  ])('%s', async (_, text, name) => {
    const compare = load(text, limits, name);
    expect([compare(1, 1, context), compare(1, 2, context)]).toEqual([true, false]);
  });

  it('anew for another version of its text, a CommonJS module too', () => {
    const first = load('module.exports = { compare: () => true };', limits, 'versions.cjs');
    const second = load('module.exports = { compare: () => false };', limits, 'versions.cjs');
    expect([first(0, 0, context), second(0, 0, context)]).toEqual([true, false]);
  });

  it.each([
    ['exports no compare', 'export const other = 1;'],
    ['exports no compare', 'export const compare = 1;'],
    ['cannot be loaded: ', 'export const ='],
    ['cannot be loaded: no at 4.mjs:1:7', 'throw new Error("no");'],
  ])('or told as one that %s', (message, text) => {
    expect(() => load(text)).toThrow(message);
  });
});

describe('a custom comparator that takes too long', () => {
  it.each([
    ['in a loop', 'for (;;);'],
    ['in a loop that catches what ends it', 'for (;;) { try { for (;;); } catch {} finally { for (;;); } }'],
    ['in a regular expression', '/(a+)+b/.test("a".repeat(60));'],
  ])('%s is ended', async (_, body) => {
    const compare = load(`export function compare() { ${body} }`, impatient);
    expect(() => compare(1, 2, context)).toThrow('the custom comparator took more than 1000 ms');
  });

  it('three times in a row rests, and is asked again after that', async () => {
    const compare = load('export function compare(legacy) { while (legacy); return true; }', impatient);
    for (let times = 0; times < 3; times += 1)
      expect(() => compare(true, 0, context)).toThrow('took more than');
    expect(() => compare(false, 0, context)).toThrow('rests');
    await expect
      .poll(() => {
        try {
          return compare(false, 0, context);
        } catch {
          return 'rests';
        }
      })
      .toBe(true);
    expect(() => compare(true, 0, context)).toThrow('took more than');
  });

  it('now and then goes on being asked', async () => {
    const compare = load('export function compare(legacy) { while (legacy); return true; }', impatient);
    for (let times = 0; times < 4; times += 1) {
      expect(() => compare(true, 0, context)).toThrow('took more than');
      expect(compare(false, 0, context)).toBe(true);
    }
  });
});

function messageOf(ask: () => unknown): string {
  try {
    return `answered ${JSON.stringify(ask())}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a custom comparator that fails in any way', () => {
  const failing = (body: string): string =>
    `export function compare(legacy, candidate) { if (legacy === 0) return true; ${body} }`;

  it.each([
    ['throws', 'throw new TypeError("about " + candidate);', /threw TypeError at \d+\.mjs:1:\d+$/],
    [
      'throws what throws',
      'throw { toString() { throw new Error(candidate); } };',
      /threw what cannot be looked at$/,
    ],
    [
      'throws what cannot be looked at',
      'const error = new Error(candidate); Object.defineProperty(error, "stack", { get() { throw error; } }); throw error;',
      /threw what cannot be looked at$/,
    ],
    ['throws what is no error', 'throw { then: 1 };', /threw object$/],
    [
      'answers a promise that fails later',
      'return (async () => { await null; throw new Error("x"); })();',
      /answered a promise/,
    ],
    [
      'answers with a member that throws',
      'return [{ get path() { throw new Error("x"); } }];',
      /threw Error at/,
    ],
    ['ends its process', 'process.exit(3);', /the process of the custom comparator ended with code 3/],
    [
      'fills its memory',
      'const all = []; for (;;) all.push(new Array(1e6).fill(legacy));',
      /ended by SIGABRT, as when its 256 MB of memory are full/,
    ],
    [
      'asks for more at once than there is',
      'return [1, 2].map(() => new Array(3e7).fill(1.5)).length > 0;',
      /ended by SIGABRT, as when its 256 MB of memory are full/,
    ],
    ['tells too much', 'return [{ path: "$", legacy: "x".repeat(1e6) }];', /told more than 1000000 char/],
    [
      'answers with a member that takes for ever',
      'return [{ get path() { for (;;); } }];',
      /took more than/,
      impatient,
    ],
    [
      'answers with a value that takes for ever',
      'return [{ path: "$", legacy: { toJSON() { for (;;); } } }];',
      /took more than/,
      impatient,
    ],
  ])(
    '%s: loses that question, quotes nothing, and answers the next',
    async (_, body, message, within = limits) => {
      const compare = load(failing(body), within);
      const told = messageOf(() => compare(1, 'secret@example.com', context));
      expect(told).toMatch(message);
      expect(told).not.toContain('secret');
      await expect.poll(() => compare(0, 0, context), { timeout: 10_000 }).toBe(true);
    },
  );

  it.each([
    ['rejects after it answered', 'Promise.reject(new Error("later")); return true;'],
    ['goes on without end after it answered', 'Promise.resolve().then(() => { for (;;); }); return true;'],
    ['throws from a timer', 'setTimeout(() => { throw new Error("later"); }, 1); return true;'],
  ])('%s: costs its own process at most', async (_, body) => {
    const compare = load(failing(body), impatient);
    expect(compare(1, 0, context)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect
      .poll(
        () => {
          try {
            return compare(0, 0, context);
          } catch {
            return 'lost';
          }
        },
        { timeout: 10_000 },
      )
      .toBe(true);
  });

  it.each([
    ['loops', 'for (;;);', /cannot be loaded: it took more than 1000 ms/],
    ['waits for ever', 'await new Promise(() => undefined);', /cannot be loaded: it took more than 1000 ms/],
  ])('%s while it is loaded: is told', (_, text, message) => {
    const file = join(folder, `${(files += 1)}.mjs`);
    writeFileSync(file, text);
    const room = roomOf(file, { ...limits, load: 1_000, rest: 60_000 });
    expect(() => room.load()).toThrow(message);
    // Nobody waits for it once more.
    expect(() => room.load()).toThrow(/took more than 1000 ms; it rests for 60 s/);
  });

  it('ends its process while it is loaded: is told', () => {
    const text = 'process.exit(3); export const compare = () => true;';
    expect(() => load(text)).toThrow('cannot be loaded: its process ended with code 3');
  });

  it('uses a channel that it finds: there is none', () => {
    const compare = load(
      'process.send?.("ready"); export const compare = (legacy) => [{ path: "$", legacy }];',
    );
    expect([1, 2].map((legacy) => compare(legacy, 0, context))).toMatchObject([
      [{ legacy: 1 }],
      [{ legacy: 2 }],
    ]);
  });

  it.each([
    ['with a blank', (file: string) => file],
    [
      'behind a link',
      (file: string) => {
        const link = `${file}.link.mjs`;
        symlinkSync(file, link);
        return link;
      },
    ],
  ])('is told by its place, in a file %s as well', (_, named) => {
    const file = join(folder, 'in a file.mjs');
    writeFileSync(file, 'export function compare() {\n  throw new Error();\n}');
    const compare = roomOf(named(file)).judge;
    expect(() => compare(0, 0, context)).toThrow('threw Error at in a file.mjs:2:9');
  });

  it.skipIf(process.platform !== 'linux')(
    'is not wanted before it has started: leaves no process behind',
    async () => {
      const file = join(folder, 'unwanted.mjs');
      writeFileSync(file, 'export const compare = () => true;');
      const wanted = roomOf(file);
      wanted.load();
      expect(processesOf(file)).toBe(1);
      for (const delay of [0, 5, 20, 40]) {
        const room = roomOf(file);
        await new Promise((resolve) => setTimeout(resolve, delay));
        room.close();
      }
      // By then they would have started.
      roomOf(file).load();
      wanted.close();
      await expect.poll(() => processesOf(file), { timeout: 10_000 }).toBe(1);
    },
  );

  it('changes what it was given: that stays with it', () => {
    const compare = load(`export function compare(legacy, candidate, { differences }) {
      legacy.a = 'spoilt';
      differences.length = 0;
      return undefined;
    }`);
    const legacy = { a: 1 };
    const found = [{ path: '$.a', pattern: '$.a', kind: 'value' as const }];
    expect(compare(legacy, { a: 2 }, { ...context, differences: found })).toBeUndefined();
    expect({ legacy, found: found.length }).toEqual({ legacy: { a: 1 }, found: 1 });
  });

  it('prints more than anybody reads: answers all the same', () => {
    const compare = load('export function compare() { console.log("x".repeat(1e6)); return true; }');
    for (let times = 0; times < 20; times += 1) expect(compare(1, 2, context)).toBe(true);
  });
});
