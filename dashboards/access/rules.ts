import type { Role } from '../../evidence/desk.js';

/** Somebody who may come in: the token itself, already read from its environment variable. */
export interface AccessToken {
  readonly name: string;
  readonly role: Role;
  readonly token: string;
}

/**
 * Who may come in, and under which names. Without tokens everybody is `local`, an admin:
 * whoever wires this makes sure that such an admin port listens on a loopback address only.
 */
export interface AccessRules {
  readonly tokens: readonly AccessToken[];
  /** The host that the admin port listens on, as configured. */
  readonly listen: string;
  /** Further names that clients use, e.g. behind a reverse proxy; `name` or `name:port`. */
  readonly hosts?: readonly string[] | undefined;
}
