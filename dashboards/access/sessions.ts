import { randomBytes } from 'node:crypto';
import type { Actor } from '../../evidence/desk.js';

/** How long a login lasts without another one, in milliseconds. */
const lifetime = 12 * 60 * 60 * 1000;
/** More logins than this and the oldest ends; a person needs a handful. */
const capacity = 1000;

/** Logins of browsers: an unguessable id stands for an actor, in memory only and never for the token. */
export interface Sessions {
  open(actor: Actor): { readonly id: string; readonly maxAge: number };
  actor(id: string): Actor | undefined;
  close(id: string): void;
}

/** Bounded and expiring; `now` in milliseconds, from a clock that never goes back. */
export function createSessions(now: () => number = () => performance.now()): Sessions {
  const known = new Map<string, { actor: Actor; until: number }>();
  return {
    open(actor) {
      if (known.size >= capacity) {
        const [oldest] = known.keys();
        if (oldest !== undefined) known.delete(oldest);
      }
      const id = randomBytes(32).toString('base64url');
      known.set(id, { actor, until: now() + lifetime });
      return { id, maxAge: lifetime / 1000 };
    },
    actor(id) {
      const session = known.get(id);
      if (session === undefined) return undefined;
      if (now() < session.until) return session.actor;
      known.delete(id);
      return undefined;
    },
    close(id) {
      known.delete(id);
    },
  };
}
