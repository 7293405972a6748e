import { setTimeout } from 'node:timers/promises';
import { jsonPoster } from '../../evidence/notify/post-json.js';
import { Webhooks } from '../../evidence/notify/webhooks.js';
import type { Configuration } from '../configuration/configuration.js';
import type { Logger } from '../log.js';

/**
 * The webhooks of a running Banyan.
 * @param page the port of its page, once that is known
 */
export function startWebhooks(
  { admin, routes }: Configuration,
  page: () => number | undefined,
  log: Logger,
): Webhooks {
  const webhooks = new Webhooks({
    post: jsonPoster(),
    page: (route) => pageOf(admin.host, page(), route),
    log: { warn: (what, text) => log.warn(what, text), info: (what, text) => log.info(what, text) },
    now: () => performance.now(),
    pause: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => undefined),
  });
  webhooks.configure(namedRoutes(routes));
  return webhooks;
}

/** Routes with who is told of them. */
export const namedRoutes = (routes: Configuration['routes']) =>
  routes.map(({ rule, notify }) => ({ name: rule.name, notify }));

/** Where a route's page is; of one that listens everywhere nobody knows by which name it is reached. */
function pageOf(host: string, port: number | undefined, route: string): string | undefined {
  if (port === undefined || ['0.0.0.0', '::', ''].includes(host)) return undefined;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}/routes/${encodeURIComponent(route)}`;
}
