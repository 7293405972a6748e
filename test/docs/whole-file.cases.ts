import { knownKeys } from '../../cli/configuration/json-schema.js';

type Written = Readonly<Record<string, unknown>>;

const upstreams = { legacy: { url: 'http://127.0.0.1:3000' }, projection: { url: 'http://127.0.0.1:4000' } };
const route = {
  match: { path: '/api/customers/:id/overview' },
  legacy: 'legacy',
  candidate: { upstream: 'projection' },
  key: 'path:id',
};
const ofRoute = (more: Written): Written => ({
  upstreams,
  routes: { 'customer-overview': { ...route, ...more } },
});

/** The places of banyan.yaml from which a page shows a piece, and the rest of a file around it. */
const places = [
  { at: [], around: (piece: Written): Written => ({ upstreams, ...piece, ...routesOf(piece) }) },
  { at: ['routes', 'x'], around: ofRoute },
  { at: ['routes', 'x', 'compare'], around: (compare: Written): Written => ofRoute({ compare }) },
] as const;

/** A whole banyan.yaml with a piece of one in its place; undefined where no place has all of its keys. */
export function wholeFile(piece: Written): Written | undefined {
  const place = places.find(({ at }) => Object.keys(piece).every((key) => knownKeys(at).includes(key)));
  return place?.around(piece);
}

/** Nothing needs to be put around what names both sides and how they meet. */
export const isWhole = (written: Written): boolean => 'upstreams' in written && 'routes' in written;

const routesOf = ({ routes }: Written): Written =>
  typeof routes === 'object' && routes !== null
    ? {
        routes: Object.fromEntries(
          Object.entries(routes).map(([name, said]) => [name, { ...route, ...said }]),
        ),
      }
    : {};
