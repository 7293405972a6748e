import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_ADMIN_PORT, DEFAULT_PORT_BASE, DEFAULT_PROXY_PORT, type Ports, portPlan } from '../ports.js';

const EXAMPLE = new URL('../banyan.yaml', import.meta.url);

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

/** Writes the demo's own copy of the example into the folder and says where it is. */
export async function writeConfig(folder: string, ports: Ports): Promise<string> {
  const path = join(folder, 'banyan.yaml');
  await writeFile(path, configFor(await readFile(EXAMPLE, 'utf8'), ports, join(folder, 'banyan.db')));
  return path;
}
