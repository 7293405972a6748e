import { z } from 'zod';
import { type PastName, pastNames } from '../api/shapes.js';
import { fieldFilter } from './fields/field-filter.js';

const usual: PastName = '1h';

/** What the address of a route's page asks for: which differences, and how far back its history goes. */
export const routeQuery = fieldFilter.extend({ last: z.enum(pastNames).optional().catch(undefined) });

/** @see routeQuery */
export type RouteQuery = z.infer<typeof routeQuery>;

/** How far back the history goes. */
export const pastOf = ({ last = usual }: RouteQuery): PastName => last;

/** The page of a route that asks for this; what is not asked for stands nowhere in it. */
export function routeAddress(route: string, asked: RouteQuery): string {
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    ),
  ).toString();
  return `/routes/${encodeURIComponent(route)}${query && `?${query}`}`;
}
