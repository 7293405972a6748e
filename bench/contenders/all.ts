import { banyanDualRead, banyanPassThrough } from './banyan.js';
import type { ContenderKind } from './contender.js';
import { httpProxy } from './http-proxy.js';
import { nginx } from './nginx.js';

/** The names by which tables and aims call contenders. */
export const names = {
  direct: 'direct',
  nginx: 'nginx',
  mirror: 'nginx mirror',
  mirrorClosing: 'nginx mirror, default connections',
  httpProxy: 'http-proxy 1.18.1',
  httpProxyClosing: 'http-proxy 1.18.1, default connections',
  passThrough: 'banyan pass-through',
  equal: 'banyan dual-read, equal bytes',
  reordered: 'banyan dual-read, keys reordered',
  differing: 'banyan dual-read, 5 % differing',
  hung: 'banyan dual-read, candidate hung',
  dripping: 'banyan dual-read, candidate dripping',
  dead: 'banyan dual-read, candidate dead',
} as const;

const direct: ContenderKind = {
  name: names.direct,
  start: ({ upstreams }) =>
    Promise.resolve({
      name: names.direct,
      origin: `http://127.0.0.1:${upstreams.legacy}`,
      path: '/items/',
      pid: undefined,
    }),
};

const nginxMirrorClosing = nginx(names.mirrorClosing, { mirror: true, keepAlive: false });
const httpProxyClosing = httpProxy(names.httpProxyClosing, false);
const reordered = banyanDualRead(names.reordered, 'reordered');

const plain: readonly ContenderKind[] = [
  direct,
  nginx(names.nginx, { mirror: false, keepAlive: true }),
  nginx(names.mirror, { mirror: true, keepAlive: true }),
  httpProxy(names.httpProxy, true),
  banyanPassThrough(names.passThrough),
];

/** Contenders under the further closed loops: how what is carried changes with body and connections. */
export const usualContenders: readonly ContenderKind[] = [
  ...plain,
  banyanDualRead(names.equal, 'equal'),
  reordered,
];

/** Contenders under the main closed loop: also those that close each connection, as they do when nothing is set. */
export const throughputContenders: readonly ContenderKind[] = [
  ...usualContenders.flatMap((kind) => {
    if (kind.name === names.mirror) return [kind, nginxMirrorClosing];
    return kind.name === names.httpProxy ? [kind, httpProxyClosing] : [kind];
  }),
  banyanDualRead(names.differing, 'differing'),
];

/** Contenders under an open loop: what a client waits, also while the candidate is broken. */
export const latencyContenders: readonly ContenderKind[] = [
  ...plain,
  reordered,
  banyanDualRead(names.hung, 'hung'),
  banyanDualRead(names.dripping, 'dripping'),
  banyanDualRead(names.dead, 'dead'),
];
