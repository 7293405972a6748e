import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Wanted, whyNotListening } from '../dashboards/why-not-listening.js';

/**
 * Why nobody could listen there now; undefined when somebody can. Asked of the page's address before anything
 * starts: control, which listens there, may need longer than a start waits for it.
 */
export async function whyNotFree(address: Wanted): Promise<string | undefined> {
  const server = createServer();
  server.listen(address.port, address.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    return whyNotListening(error, address);
  }
  server.close();
  await once(server, 'close');
  return undefined;
}
