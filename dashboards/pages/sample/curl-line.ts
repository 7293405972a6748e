import { visible } from '../visible-text.js';

/**
 * The request of a sample as a line for a shell: method and path alone, since neither query nor headers nor body are
 * kept. Quoted so that nothing in a path is more than text (POSIX shells: single quotes).
 * @param request `GET /path`
 */
export function curlLine(request: string, proxyUrl: string): string {
  const space = request.indexOf(' ');
  const [method, path] = [request.slice(0, space), request.slice(space + 1)];
  const address = `'${visible(`${proxyUrl}${path}`).replaceAll("'", String.raw`'\''`)}'`;
  return method === 'GET' ? `curl -i ${address}` : `curl -i -X ${method} ${address}`;
}
