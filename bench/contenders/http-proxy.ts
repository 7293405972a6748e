import type { ContenderKind } from './contender.js';

/** http-proxy 1.18.1 bare; `keepAlive`: with an agent that keeps connections, which it does not by itself. */
export const httpProxy = (name: string, keepAlive: boolean): ContenderKind => ({
  name,
  async start({ children, upstreams }) {
    const program = await children.listen(name, new URL('./http-proxy-server.js', import.meta.url), [
      `http://127.0.0.1:${upstreams.legacy}`,
      keepAlive ? 'kept' : 'closed',
    ]);
    return { name, origin: `http://127.0.0.1:${program.port}`, path: '/items/', pid: program.pid };
  },
});
