import { request } from 'node:http';

/** How long an answer may take, in milliseconds: before the event loop stalls so long, clients are refused. */
const patience = 3_000;

/**
 * Why a proxy seems not to live; undefined where it does. It is asked what it answers by itself: no upstream is sent
 * anything, nothing is counted, and neither analyst nor control is needed. Whoever restarts what does not live must
 * not do so for a legacy that is away, nor for a thread that is replaced by itself.
 */
function whyNotAlive(address: string): Promise<string | undefined> {
  const late = AbortSignal.timeout(patience);
  return new Promise((resolve) => {
    // Banyan refuses TRACE before it looks at routes.
    const asked = request(`http://${address}/`, { method: 'TRACE', signal: late });
    asked.once('response', (answer) => {
      resolve(undefined);
      answer.destroy();
    });
    asked.on('error', ({ message }) =>
      resolve(late.aborted ? `nothing came within ${patience / 1000} s` : message),
    );
    asked.end();
  });
}

// A program of its own: the command line takes twice the memory, of a container's that is Banyan's to use.
const [address = ''] = process.argv.slice(2);
const why = URL.canParse(`http://${address}`)
  ? await whyNotAlive(address)
  : 'that is no address. Write it like 127.0.0.1:8080, as proxy.listen says.';
if (why !== undefined) process.stderr.write(`no Banyan answers at "${address}": ${why}\n`);
// Docker knows no other codes.
process.exitCode = why === undefined ? 0 : 1;
