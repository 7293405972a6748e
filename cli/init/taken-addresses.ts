import { pageAt, type Wanted } from '../../dashboards/why-not-listening.js';
import { whyNotFree } from '../why-not-free.js';

/**
 * Why `banyan serve` could not listen where a new file says, had it been started now: a sentence for each address
 * that cannot be had, with the way out; none where both can.
 * @param proxy,admin as the file writes them, `127.0.0.1:8080`
 */
export async function takenAddresses(proxy: string, admin: string): Promise<readonly string[]> {
  const wanted: readonly Wanted[] = [
    { who: 'the proxy', key: 'proxy.listen', ...addressOf(proxy) },
    pageAt(addressOf(admin)),
  ];
  const reasons = await Promise.all(wanted.map((address) => whyNotFree(address)));
  return reasons.filter((reason) => reason !== undefined);
}

function addressOf(text: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(`http://${text}`);
  return { host: hostname, port: Number(port) };
}
