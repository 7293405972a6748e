import { createServer } from 'node:net';
import { PortTaken } from './hosting.js';

/** The services of the legacy side, in the order of their ports. */
const SHOP = [
  'events',
  'profiles',
  'orders',
  'shipping',
  'payments',
  'loyalty',
  'promotions',
  'returns',
  'warehouse',
  'fraud',
] as const;

/** One port for the aggregate, the event log and each source service. */
export type ShopPorts = Readonly<Record<'aggregate' | (typeof SHOP)[number], number>>;

/** Every port the demo listens on. */
export interface Ports {
  readonly proxy: number;
  readonly admin: number;
  readonly control: number;
  readonly projection: number;
  readonly shop: ShopPorts;
}

export const DEFAULT_PORT_BASE = 8090;
export const DEFAULT_PROXY_PORT = 8080;
export const DEFAULT_ADMIN_PORT = 8081;

/** The ports of the legacy side: the aggregate, one gap for the projection, then the rest. */
export function shopPorts(base: number): ShopPorts {
  const rest = SHOP.map((name, place) => [name, base + 3 + place] as const);
  return { aggregate: base + 1, ...Object.fromEntries(rest) } as ShopPorts;
}

/** The whole plan: `base` is the control page, +1 the aggregate, +2 the projection, +3 … the shop. */
export function portPlan(base: number, proxy: number, admin: number): Ports {
  return { proxy, admin, control: base, projection: base + 2, shop: shopPorts(base) };
}

/** Throws {@link PortTaken} for the first port of the plan that somebody else holds, or that stands twice. */
export async function checkPorts(ports: Ports): Promise<void> {
  const { shop, ...others } = ports;
  const seen = new Map<number, string>();
  for (const [use, port] of Object.entries({ ...others, ...shop })) {
    const twice = seen.get(port);
    if (twice) throw new Error(`port ${port} stands for ${twice} and for ${use}: move --port-base`);
    seen.set(port, use);
    await new Promise<void>((resolve, reject) => {
      const probe = createServer();
      probe.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? new PortTaken(port, use) : error),
      );
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
    });
  }
}
