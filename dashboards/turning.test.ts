import { fakeParts } from './fake-parts.cases.js';
import { describe, expect, it } from 'vitest';
import { watched } from '../evidence/controller.cases.js';
import { createDashboard } from './app.js';

const tokens = [
  { name: 'watcher', role: 'viewer', token: 'viewer-token' },
  { name: 'release', role: 'operator', token: 'operator-token' },
  { name: 'boss', role: 'admin', token: 'admin-token' },
] as const;
const roles = ['viewer', 'operator', 'admin'] as const;
type Role = (typeof roles)[number];

/** The API over real books: what the desk itself refuses is refused here, too. */
async function setUp() {
  const route = await watched();
  const app = createDashboard(
    fakeParts(route.desk, {
      access: { tokens, listen: '127.0.0.1' },
    }),
  );
  const send = async (role: Role, what: string, body: object): Promise<Response> =>
    app.request(`/api/v1/routes/r/${what}`, {
      method: what === 'dial' ? 'PUT' : 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${role}-token` },
      body: JSON.stringify(body),
    });
  return { route, send };
}

const rollback = { action: 'rollback', reason: 'alarm' } as const;
/** Turns the dial to where an action has something to do. */
const before: Readonly<Record<string, (route: Awaited<ReturnType<typeof watched>>) => Promise<unknown>>> = {
  rollback: (route) => forced(route),
  acknowledge: async (route) => {
    await forced(route);
    await route.turn(rollback);
  },
  // Three alarms of one evidence latch it.
  unlatch: async (route) => {
    for (let i = 0; i < 3; i += 1) {
      await forced(route);
      await route.desk.turnDial('r', rollback, { name: 'banyan', role: 'controller' });
    }
  },
};
const forced = (route: Awaited<ReturnType<typeof watched>>) =>
  route.turn({ action: 'turn', share: 0.05, reason: 'go', force: true });

describe('who may turn a dial', () => {
  it.each<[what: string, body: object, answers: readonly [viewer: number, operator: number, admin: number]]>([
    ['dial', { stage: 'shadow' }, [403, 200, 200]],
    ['dial', { share: 0.05 }, [403, 409, 409]],
    ['dial', { share: 0.05, force: true }, [403, 403, 200]],
    ['promote', {}, [403, 409, 409]],
    ['promote', { force: true }, [403, 403, 200]],
    ['rollback', {}, [403, 200, 200]],
    ['hold', {}, [403, 200, 200]],
    ['resume', {}, [403, 200, 200]],
    ['acknowledge', {}, [403, 200, 200]],
    ['unlatch', {}, [403, 403, 200]],
    ['restart-evidence', {}, [403, 200, 200]],
  ])('%s %j is %j for viewer, operator and admin', async (what, body, answers) => {
    for (const [i, role] of roles.entries()) {
      const { route, send } = await setUp();
      await before[what]?.(route);
      const entries = async () => (await route.store.audit({ limit: 100 })).length;
      const [was, revision] = [await entries(), route.card.revision];
      const answer = await send(role, what, { ...body, reason: 'because' });
      expect([role, answer.status]).toEqual([role, answers[i]]);
      expect((await entries()) - was).toBe(answer.status === 200 ? 1 : 0);
      if (answer.status !== 200) expect(route.card.revision).toBe(revision);
      else expect((await route.store.audit({ limit: 1 }))[0]).toMatchObject({ role, reason: 'because' });
    }
  });

  it.each(['promote', 'rollback', 'hold', 'resume', 'acknowledge', 'unlatch', 'restart-evidence', 'dial'])(
    '%s without a reason is 422, of a stale revision 409, and neither is written',
    async (what) => {
      const { route, send } = await setUp();
      await before[what]?.(route);
      const was = await route.store.audit({ limit: 100 });
      const position = what === 'dial' ? { stage: 'shadow' } : {};
      for (const reason of [{}, { reason: '' }, { reason: ' \n' }, { reason: null }])
        expect((await send('admin', what, { ...position, ...reason })).status).toBe(422);
      const stale = { ...position, reason: 'because', revision: route.card.revision + 1 };
      expect((await send('admin', what, stale)).status).toBe(409);
      expect(await route.store.audit({ limit: 100 })).toEqual(was);
      const seen = { ...stale, revision: route.card.revision };
      expect(
        (await send('admin', what, { ...seen, ...(what === 'promote' && { force: true }) })).status,
      ).toBe(200);
    },
  );
});
