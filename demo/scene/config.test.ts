import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { portPlan } from '../ports.js';
import { writeConfig } from './config.js';

interface Told {
  proxy: { listen: string };
  admin: { listen: string };
  store: string;
  upstreams: Record<string, { url: string }>;
  routes: Record<string, { dial: { raise: string } }>;
}

async function written(
  base: number,
  proxy: number,
  admin: number,
  auto = false,
): Promise<{ text: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-config-'));
  const text = await readFile(await writeConfig(folder, portPlan(base, proxy, admin), auto), 'utf8');
  await rm(folder, { recursive: true });
  return { text, folder };
}

test('the example runs as it stands on the default ports, but for its store', async () => {
  const { text, folder } = await written(8090, 8080, 8081);
  const example = await readFile(new URL('../banyan.yaml', import.meta.url), 'utf8');
  const told = parse(text) as Told;
  expect(told).toEqual({ ...(parse(example) as Told), store: join(folder, 'banyan.db') });
  expect(text.split('\n')).toHaveLength(example.split('\n').length);
});

test('moved ports move in the copy, all at once even where the sets overlap', async () => {
  const told = parse((await written(8080, 8091, 8092)).text) as Told;
  expect(told.proxy.listen).toBe('127.0.0.1:8091');
  expect(told.admin.listen).toBe('127.0.0.1:8092');
  expect(told.upstreams['legacy']?.url).toBe('http://127.0.0.1:8081');
  expect(told.upstreams['projection']?.url).toBe('http://127.0.0.1:8082');
  expect(Object.keys(told.routes)).toEqual(['customer-overview']);
});

test('a dial that moves by itself is all that is another, and says beside each key what a real route has', async () => {
  const { text } = await written(9_090, 9_080, 9_081, true);
  const [auto, usual] = [parse(text), parse((await written(9_090, 9_080, 9_081)).text)] as [Told, Told];
  const { dial, ...route } = auto.routes['customer-overview']!;
  const { dial: before, ...rest } = usual.routes['customer-overview']!;
  expect([before.raise, dial.raise]).toEqual(['manual', 'auto']);
  expect(route).toEqual(rest);
  expect({ ...auto, store: '', routes: {} }).toEqual({ ...usual, store: '', routes: {} });
  expect(text.match(/real: /gi)?.length).toBeGreaterThan(7);
});
