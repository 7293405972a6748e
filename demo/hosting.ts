import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

/** Where a service listens. Port 0 takes any free one. */
export interface Listen {
  readonly address: string;
  readonly port: number;
}

/** A service that answers. */
export interface Hosted {
  readonly port: number;
  /** How others on this machine reach it: no slash at the end. */
  readonly url: string;
  /** Stops listening and ends every connection; a second time does nothing. */
  close(): Promise<void>;
}

/** A port that somebody else holds, with the way out. */
export class PortTaken extends Error {
  constructor(
    readonly port: number,
    readonly use: string,
  ) {
    super(
      `port ${port} (${use}) is taken. End what listens there, or move the demo: ` +
        '--port-base 9090 moves its services, --proxy-port and --admin-port move Banyan.',
    );
  }
}

/** Opens a server for the app; rejects with {@link PortTaken} when the port is held by somebody else. */
export async function openServer(name: string, app: Hono, listen: Listen): Promise<Hosted> {
  app.onError((error, c) => {
    console.error(`${name}: ${error.stack ?? error.message}`);
    return c.json({ title: 'Internal error', status: 500 }, 500);
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    // Longer than any client keeps a connection, so that no request meets a closing one.
    serverOptions: { keepAliveTimeout: 75_000 },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTaken(listen.port, name) : error),
    );
    server.listen(listen.port, listen.address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        if (!server.listening) return resolve();
        server.close((error) => (error ? reject(error) : resolve()));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
