import { fakeParts } from './fake-parts.cases.js';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ChainCheck } from '../evidence/audit/chain-check.js';
import { canonical, seal } from '../evidence/audit-chain.js';
import type { AuditEntry } from '../evidence/scorecard.js';
import type { AuditFilter } from '../evidence/store/evidence-store.js';
import { AuditEntryAnswer } from './api/answers.js';
import { createDashboard } from './app.js';
import { createFakeDesk } from './fake-desk.cases.js';
import { entry } from './fake-rows.cases.js';

/** A desk with a chain of this many entries, made as they are asked for; tells which were. */
function setUp(length: number, audit?: (filter: AuditFilter) => Promise<readonly AuditEntry[]>) {
  const chain: AuditEntry[] = [];
  for (let id = 1; id <= length; id++) {
    const {
      hash: _,
      previous: __,
      id: ___,
      ...unsealed
    } = entry({ reason: `${id} \u2028`, from: entry({}).to });
    chain.push(seal({ ...unsealed, action: 'forget', evidence: {} }, chain.at(-1)));
  }
  const asked: AuditFilter[] = [];
  const desk = createFakeDesk();
  desk.audit = async (filter) => {
    asked.push(filter);
    if (audit) return audit(filter);
    const { after, before = Infinity, limit } = filter;
    const ordered = after === undefined ? chain.toReversed() : chain;
    return ordered.filter(({ id }) => id > (after ?? 0) && id < before).slice(0, limit);
  };
  const app = createDashboard(fakeParts(desk));
  const get = (query: string, accept = '*/*') =>
    app.request(`/api/v1/audit${query}`, { headers: { accept } });
  const ids = async (query: string): Promise<readonly number[]> => {
    const { entries } = (await (await get(query)).json()) as { entries: AuditEntry[] };
    return entries.map(({ id }) => id);
  };
  return { chain, asked, get, ids };
}

describe('the audit in pages', () => {
  it('goes back from the newest, or forth from anywhere', async () => {
    const { ids } = setUp(250);
    expect(await ids('')).toHaveLength(100);
    expect(await ids('?limit=2')).toEqual([250, 249]);
    expect(await ids('?limit=2&before=249')).toEqual([248, 247]);
    expect(await ids('?limit=2&after=0')).toEqual([1, 2]);
    expect(await ids('?after=248')).toEqual([249, 250]);
    expect(await ids('?after=250')).toEqual([]);
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=two',
    'before=-1',
    'after=1.5',
    'after=x',
    'format=csv',
    'before=9007199254740993',
  ])('%s is 422', async (query) => expect((await setUp(1).get(`?${query}`)).status).toBe(422));
});

describe('the audit as NDJSON', () => {
  it.each([
    ['?format=ndjson', '*/*'],
    ['', 'application/x-ndjson'],
  ])(
    'is the whole chain, oldest first, a line for each entry as it is hashed: %s %s',
    async (query, accept) => {
      const { get, chain } = setUp(450);
      const answer = await get(query, accept);
      expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
      const lines = (await answer.text()).split('\n');
      expect(lines.pop()).toBe('');
      expect(lines).toEqual(chain.map(canonical));
      const check = new ChainCheck();
      expect(lines.flatMap((line) => check.take(line))).toEqual([]);
      for (const line of lines.slice(0, 3))
        expect(AuditEntryAnswer.strict().parse(JSON.parse(line))).toBeTruthy();
    },
  );

  it('is as much as was asked for, from where it was asked for', async () => {
    const { get } = setUp(450);
    const idsOf = async (query: string) =>
      (await (await get(query)).text())
        .split('\n')
        .flatMap((line) => (line ? [JSON.parse(line).id as number] : []));
    expect(await idsOf('?format=ndjson&after=448')).toEqual([449, 450]);
    expect(await idsOf('?format=ndjson&after=10&limit=2')).toEqual([11, 12]);
    expect(await idsOf('?format=ndjson&limit=201')).toHaveLength(201);
    expect(await idsOf('?format=ndjson&after=450')).toEqual([]);
  });

  it('is read no further ahead than the client reads, and no further when it leaves', async () => {
    const { get, asked } = setUp(5_000);
    const answer = await get('?format=ndjson');
    const reader = answer.body?.getReader();
    await reader?.read();
    await setTimeout(20);
    expect(asked.length).toBeLessThanOrEqual(3);
    await reader?.cancel();
    await setTimeout(20);
    expect(asked.length).toBeLessThanOrEqual(3);
    for (const { limit } of asked) expect(limit).toBeLessThanOrEqual(200);
  });

  it('leaves time for whatever else is to be done while somebody reads all of it as fast as it comes', async () => {
    const { get } = setUp(2_000);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await (await get('?format=ndjson')).text();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('is 503 where the store cannot be read, and breaks off where it no longer can', async () => {
    const away = setUp(0, async () => {
      throw new Error('disk gone');
    });
    const refused = await away.get('?format=ndjson');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('(disk gone)') });
    let page = 0;
    const { chain } = setUp(50);
    const breaking = setUp(0, async () => {
      if (++page > 1) throw new Error('disk gone');
      return chain;
    });
    await expect((await breaking.get('?format=ndjson')).text()).rejects.toThrow();
  });
});
