import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { pageAt, whyNotListening } from './why-not-listening.js';

/** What of an application is served. */
export interface Served {
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** A page that is being served. */
export interface Listening {
  readonly port: number;
  /** Ends every connection, open event streams included, and frees the port. */
  close(): Promise<void>;
}

/** Serves an application; rejects with what, why and the way out when the address cannot be had. */
export function listen(
  app: Served,
  at: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 10_000, keepAliveTimeout: 75_000 },
    // The listener answers for its own failures; nothing is left to wait for here.
    (incoming, outgoing) => void answer(incoming, outgoing),
  );
  const answer = getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Error(whyNotListening(error, pageAt(at)), { cause: error })));
    server.listen(at.port, at.host, () => {
      server.removeAllListeners('error');
      // Later errors are those of single connections (out of descriptors): others go on.
      server.on('error', () => undefined);
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
