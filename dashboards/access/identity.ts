import { createHash, timingSafeEqual } from 'node:crypto';
import type { Actor, Role } from '../../evidence/desk.js';
import { roles } from '../../evidence/desk.js';
import type { AccessRules } from './rules.js';

/** The actor when no tokens are configured: whoever reaches the loopback address. */
export const localActor: Actor = { name: 'local', role: 'admin' };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Finds the actor of a token. Every token is compared, each through a digest of fixed length,
 * so that neither a token's length nor its first letters can be measured.
 */
export function actorsByToken(tokens: AccessRules['tokens']): (token: string) => Actor | undefined {
  const known = tokens.map(({ name, role, token }) => ({ actor: { name, role }, hash: digest(token) }));
  return (token) => {
    const hash = digest(token);
    let found: Actor | undefined;
    for (const one of known) {
      if (timingSafeEqual(one.hash, hash) && found === undefined) found = one.actor;
    }
    return found;
  };
}

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1); the scheme has no case. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}

/** Whether a role includes what another one may do. */
export function atLeast(role: Role, wanted: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(wanted);
}
