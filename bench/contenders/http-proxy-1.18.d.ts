// What the bench uses of http-proxy 1.18.1; it is under a name of its own beside its successor.
declare module 'http-proxy-1.18' {
  import type { Agent, IncomingMessage, ServerResponse } from 'node:http';

  interface HttpProxy {
    web(request: IncomingMessage, response: ServerResponse): void;
    on(
      event: 'error',
      listener: (error: Error, request: IncomingMessage, response: ServerResponse) => void,
    ): this;
  }

  const httpProxy: { createProxyServer(options: { target: string; agent?: Agent }): HttpProxy };
  export default httpProxy;
}
