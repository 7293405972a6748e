import type { Server } from 'node:http';
import { portOf, serving } from './items.cases.js';

/** A legacy and a candidate that answer alike, and tell a version where they have one. */
export interface VersionedItems {
  /** What each tells from now on; undefined for nothing. */
  readonly version: { legacy: string | undefined; candidate: string | undefined };
  /** banyan.yaml over the two. */
  yaml(more?: { legacy?: string; candidate?: string; compare?: string; store?: string }): string;
  readonly candidate: Server;
  close(): void;
}

export async function startVersionedItems(): Promise<VersionedItems> {
  const version: VersionedItems['version'] = { legacy: '1', candidate: '1' };
  const side = (name: 'legacy' | 'candidate') =>
    serving((request, response) => {
      const told = version[name];
      if (request.url === '/version') {
        response.writeHead(told === undefined ? 503 : 200, { 'content-type': 'text/plain' });
        response.end(`${told}\n`);
        return;
      }
      const headers = told === undefined ? {} : { 'X-App-Version': told };
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ url: request.url }));
    });
  const [legacy, candidate] = [await side('legacy'), await side('candidate')];
  const told = 'version: { header: x-app-version, calm: 1s }';
  return {
    version,
    candidate,
    yaml: (more = {}) => `
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "${more.store ?? '{folder}/banyan.db'}"
upstreams:
  legacy: { url: "http://127.0.0.1:${portOf(legacy)}", ${more.legacy ?? told} }
  candidate: { url: "http://127.0.0.1:${portOf(candidate)}", ${more.candidate ?? told} }
routes:
  items:
    match: { path: "/items/:id" }
    legacy: legacy
    candidate: { upstream: candidate }
    key: path:id
    compare: ${more.compare ?? '{}'}
`,
    close() {
      for (const server of [legacy, candidate]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
