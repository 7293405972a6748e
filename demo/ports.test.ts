import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { checkPorts, portPlan } from './ports.js';

test('the default plan is the one that banyan.yaml names', () => {
  const { proxy, admin, control, projection, shop } = portPlan(8090, 8080, 8081);
  expect({ proxy, admin, control, projection, aggregate: shop.aggregate, events: shop.events }).toEqual({
    proxy: 8080,
    admin: 8081,
    control: 8090,
    projection: 8092,
    aggregate: 8091,
    events: 8093,
  });
  expect(Math.max(...Object.values(shop))).toBe(8102);
});

test('a taken port is told with its use and the way out', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  await expect(checkPorts(portPlan(port - 2, 1, 2))).rejects.toThrow(/./);
  const plan = { ...portPlan(20_000, 20_100, 20_101), projection: port };
  await expect(checkPorts(plan)).rejects.toThrow(
    new RegExp(`port ${port} \\(projection\\) is taken.*--port-base`),
  );
  await new Promise((resolve) => holder.close(resolve));
});

test('a plan that uses a port twice is refused', async () => {
  await expect(checkPorts(portPlan(20_000, 20_003, 20_001))).rejects.toThrow(
    /port 20001 stands for admin and for aggregate|port 2000[13] stands for/,
  );
});
