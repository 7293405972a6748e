import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Actor, Role } from '../../evidence/desk.js';
import { Problem } from '../problem.js';
import { actorsByToken, atLeast, bearerToken, localActor } from './identity.js';
import type { AccessRules } from './rules.js';
import type { Sessions } from './sessions.js';

/** The cookie that carries a session's id. */
export const sessionCookie = 'banyan_session';

/** What the steps of the dashboard hand to one another. */
export type DashboardEnv = { Variables: { actor: Actor } };

/** Tells who asks: a program by its bearer token, a browser by its session, anybody when no tokens are set. */
export interface Gate {
  /** Whether tokens are configured at all. */
  readonly guarded: boolean;
  byToken(token: string): Actor | undefined;
  /** Whether whoever asked this may still ask: a session may have ended while it is answered. */
  isStillIn(c: Context): boolean;
  /** Lets in who has at least this role, and remembers who it is. */
  admit(role: Role): MiddlewareHandler<DashboardEnv>;
}

export function createGate(rules: AccessRules, sessions: Sessions): Gate {
  const byToken = actorsByToken(rules.tokens);
  const guarded = rules.tokens.length > 0;

  const identify = (c: Context): Actor | undefined => {
    if (!guarded) return localActor;
    const header = c.req.header('authorization');
    // A wrong token is never rescued by a session: who sends one means to be that one.
    if (header !== undefined) {
      const token = bearerToken(header);
      return token === undefined ? undefined : byToken(token);
    }
    const id = getCookie(c, sessionCookie);
    return id === undefined ? undefined : sessions.actor(id);
  };

  return {
    guarded,
    byToken,
    isStillIn: (c) => identify(c) !== undefined,
    admit: (role) => async (c, next) => {
      const actor = identify(c);
      if (actor === undefined) {
        throw new Problem(
          'no-token',
          'Send `Authorization: Bearer <token>` with a token of admin.tokens, or log in at /login.',
          { headers: { 'www-authenticate': 'Bearer realm="banyan"' } },
        );
      }
      demand(actor, role);
      c.set('actor', actor);
      await next();
    },
  };
}

/** Refuses an actor whose role does not include another one. */
export function demand(actor: Actor, role: Role): void {
  if (atLeast(actor.role, role)) return;
  throw new Problem(
    'not-allowed',
    `${actor.name} has the role ${actor.role}; this needs the role ${role}. Ask somebody with a token of that role.`,
  );
}
