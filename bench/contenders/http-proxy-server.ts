// A process: http-proxy 1.18.1 and nothing else. Arguments: the target, and `kept` for a keep-alive agent.
import { Agent, createServer } from 'node:http';
import httpProxy from 'http-proxy-1.18';
import { listenAndTell } from '../process/listen-and-tell.js';

const [, , target = '', connections] = process.argv;
const proxy = httpProxy.createProxyServer({
  target,
  ...(connections === 'kept' ? { agent: new Agent({ keepAlive: true, maxFreeSockets: 512 }) } : {}),
});
proxy.on('error', (_error, _request, response) => {
  if (!response.headersSent) response.writeHead(502);
  response.end();
});
listenAndTell(createServer((request, response) => proxy.web(request, response)));
