import { Controller } from '../../evidence/controller.js';
import type { ControlDesk } from '../../evidence/control-desk.js';
import type { Keeper } from '../../evidence/keeper.js';
import type { SharedStore } from '../../evidence/store/shared-store.js';
import type { Logger } from '../log.js';

/** Milliseconds of a tick (design: evidence §4). */
const tick = 1_000;

/** Lets the controller watch, tick by tick; returns what ends it. */
export function startController(
  { keeper, desk, store, now }: ControllerRooms,
  log: Pick<Logger, 'warn' | 'error'>,
): () => void {
  const controller = new Controller({
    keeper,
    turn: (route, request, by) => desk.turnDial(route, request, by),
    mayTurn: () => store.standing.kind !== 'standby',
    mayRise: () => store.standing.kind === 'holding',
    now,
    clock: () => performance.now() / 1000,
    refused: (route, detail) => log.warn({ route, detail }, 'a turn that the evidence asks for was refused'),
  });
  const ticking = setInterval(() => {
    controller.tick().catch((error: unknown) => log.error({ error: String(error) }, 'a tick failed'));
  }, tick);
  return () => clearInterval(ticking);
}

interface ControllerRooms {
  readonly keeper: Keeper;
  readonly desk: ControlDesk;
  readonly store: SharedStore;
  readonly now: () => Date;
}
