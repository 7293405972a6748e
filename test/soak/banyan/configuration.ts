/** Where everything stands that Banyan is told of. */
export interface Ground {
  readonly proxyPort: number;
  readonly adminPort: number;
  readonly folder: string;
  /** Legacy, and legacy over a slow wire. */
  readonly legacy: { readonly port: number; readonly slowPort: number };
  /** The candidate, over a slow wire, and over one that breaks. */
  readonly candidate: { readonly port: number; readonly slowPort: number; readonly roughPort: number };
}

/** The route of which the rules differ between the variants, so that its evidence begins anew and comes back. */
export const restless = 'live';
/** The route whose dial is turned. */
export const turned = 'split';

/**
 * The banyan.yaml of a soak, which is JSON. The variants take turns, each a reload: one upstream of each side
 * has another timeout, so that its connections are made anew, and one route is compared otherwise.
 */
export function configuration(ground: Ground, variant: 0 | 1): string {
  const { legacy, candidate } = ground;
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  // Each with a name of its own: what trips one circuit breaker leaves the other routes alone.
  const candidates: Record<string, number> = {
    items: candidate.port,
    rough: candidate.roughPort,
    split: candidate.port,
    live: candidate.slowPort,
    search: candidate.port,
  };
  const route = (name: string, match: object, more: object = {}): object => ({
    match,
    legacy: name === 'rough' ? 'legacy-far' : 'legacy',
    candidate: { upstream: `candidate-${name}` },
    key: 'path:id',
    sticky: 'header:x-user',
    // A mismatch is followed for 12 times as long, and all is at rest only then.
    freshness: '500ms',
    shadow: { sample: '100%' },
    ...more,
  });
  return JSON.stringify(
    {
      proxy: {
        listen: `127.0.0.1:${ground.proxyPort}`,
        expose: true,
        // Less than any upstream may take: who never ends its body is told so before its upstream is late.
        headerTimeout: '3s',
        requestTimeout: '4s',
      },
      admin: { listen: `127.0.0.1:${ground.adminPort}` },
      store: `${ground.folder}/banyan.db`,
      upstreams: {
        legacy: { url: url(legacy.port), timeout: variant === 0 ? '5s' : '5500ms' },
        'legacy-far': { url: url(legacy.slowPort), timeout: '5s' },
        ...Object.fromEntries(
          Object.entries(candidates).map(([name, port]) => [
            `candidate-${name}`,
            { url: url(port), timeout: name === 'items' && variant === 1 ? '1200ms' : '1s' },
          ]),
        ),
      },
      passthrough: 'legacy',
      routes: {
        items: route('items', { methods: ['GET', 'HEAD', 'PUT'], path: '/items/:id' }),
        rough: route('rough', { path: '/rough/:id' }),
        split: route(
          'split',
          { path: '/split/:id' },
          { fallback: ['on-failure', 'not-found'], dial: { start: { share: '50%' } } },
        ),
        live: route(
          'live',
          { path: '/live/:id' },
          {
            fallback: ['on-failure', 'not-found'],
            dial: { start: { share: '100%' } },
            compare: { ignore: variant === 0 ? [] : ['$.generatedAt'] },
          },
        ),
        search: route('search', { methods: ['POST'], path: '/search/:id' }, { safe: true }),
        events: { match: { path: '/events/:id' }, legacy: 'legacy' },
      },
    },
    null,
    2,
  );
}
