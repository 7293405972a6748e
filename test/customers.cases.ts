import { randomUUID } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import { portOf, serving } from './items.cases.js';

const statuses = ['ACTIVE', 'LOCKED', 'CLOSED'];
const idOf = (url = ''): number => Number(url.split('/').at(-1));

const balanceOf = (id: number): number => Number((100 + id * 13.37).toFixed(2));

/** What legacy says of a customer. */
const legacyOf = (id: number): object => ({
  requestId: randomUUID(),
  id,
  name: `Customer ${id}`,
  email: ['ann@example.org', 'bob@example.org', 'cem@example.org'][id % 3],
  status: statuses[id % 3],
  balance: balanceOf(id),
  phone: null,
  tags: ['vip', `r${id}`, 'eu'],
});

/** The same as the projection tells it: each member otherwise, and for nobody the same as legacy. */
const candidateOf = (id: number): object => ({
  requestId: randomUUID(),
  id,
  fullName: `Customer ${id}`,
  email: ['ANN@example.org', 'BOB@example.org', 'CEM@example.org'][id % 3],
  status: statuses[id % 3]?.toLowerCase(),
  balance: Number((balanceOf(id) - (id % 2) * 0.004).toFixed(3)),
  tags: ['eu', `r${id}`, 'vip'],
});

/** Two sides that tell the same of customers, each in its own way. */
export interface Customers {
  /** banyan.yaml over the two; `rules` stand under `compare:`, in flow style. */
  yaml(rules?: string): string;
  close(): void;
}

export async function startCustomers(): Promise<Customers> {
  const side =
    (tell: (id: number) => object): RequestListener =>
    (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(tell(idOf(request.url))));
    };
  const servers: Server[] = [await serving(side(legacyOf)), await serving(side(candidateOf))];
  const [legacy, candidate] = servers.map(portOf);
  return {
    yaml: (rules = '{}') => `
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: ":memory:"
upstreams:
  legacy: { url: "http://127.0.0.1:${legacy}" }
  projection: { url: "http://127.0.0.1:${candidate}" }
routes:
  customers:
    match: { path: "/customers/:id" }
    legacy: legacy
    candidate: { upstream: projection }
    key: path:id
    freshness: 200ms
    settle: { extraLoad: 1000% }
    redact: ["$.email"]
    compare: ${rules}
`,
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
