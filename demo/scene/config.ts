import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_ADMIN_PORT, DEFAULT_PORT_BASE, DEFAULT_PROXY_PORT, type Ports, portPlan } from '../ports.js';

const EXAMPLE = new URL('../banyan.yaml', import.meta.url);
/** What stands under its route in place of the example's `dial:`, where that is to move by itself. */
const AUTO_DIAL = new URL('../auto-dial.yaml', import.meta.url);

/** The example's text with these ports and this store; comments stay as they are. */
export function configFor(example: string, ports: Ports, store: string): string {
  const usual = portPlan(DEFAULT_PORT_BASE, DEFAULT_PROXY_PORT, DEFAULT_ADMIN_PORT);
  const moved = new Map([
    [usual.proxy, ports.proxy],
    [usual.admin, ports.admin],
    [usual.shop.aggregate, ports.shop.aggregate],
    [usual.projection, ports.projection],
  ]);
  return example
    .replaceAll(/127\.0\.0\.1:(\d+)/g, (written, port: string) => {
      const now = moved.get(Number(port));
      return now === undefined ? written : `127.0.0.1:${now}`;
    })
    .replace(/^store: .*$/m, () => `store: ${JSON.stringify(store)}`);
}

/** The example with another `dial:` of its route, which is the last that stands in it. */
const withDial = (example: string, dial: string): string => example.replace(/^ {4}dial:\n[^]*$/m, () => dial);

/**
 * Writes the demo's own copy of the example into the folder and says where it is.
 * @param auto with a dial that moves by itself, within minutes
 */
export async function writeConfig(folder: string, ports: Ports, auto: boolean): Promise<string> {
  const path = join(folder, 'banyan.yaml');
  const example = await readFile(EXAMPLE, 'utf8');
  const wanted = auto ? withDial(example, await readFile(AUTO_DIAL, 'utf8')) : example;
  await writeFile(path, configFor(wanted, ports, join(folder, 'banyan.db')));
  return path;
}
