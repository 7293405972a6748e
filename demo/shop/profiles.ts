import type { Hono } from 'hono';
import { unknownCustomer } from '../contract.js';
import type { EventLog } from './event-log.js';
import type { Profile } from './facts.js';
import { type Manners, sourceApp } from './source.js';

/** Who the customers are. */
export class Profiles {
  readonly #profiles = new Map<string, Profile>();

  constructor(readonly log: EventLog) {}

  register(profile: Profile): void {
    this.#profiles.set(profile.customerId, profile);
    this.log.record('customer-registered', { about: 'profile', state: profile });
  }

  of(customerId: string): Profile | undefined {
    return this.#profiles.get(customerId);
  }
}

/** The customer profile service. */
export function profilesApp(profiles: Profiles, manners: Manners): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/profile', (c) => {
    const profile = profiles.of(c.req.param('id'));
    return profile ? c.json(profile) : c.json(unknownCustomer(c.req.param('id')), 404);
  });
  return app;
}
