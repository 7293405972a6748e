import type { RawClient } from '../../raw-client.js';
import type { ClientFault } from '../client-fault.js';
import type { Wrong } from '../judge.js';

const line = 'POST /items/1 HTTP/1.1\r\nHost: h\r\n';
const chunks = '\r\n0\r\n\r\n';
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n';

const smuggling = [
  `${line}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG`,
  `${line}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n${smuggled}${chunks}`,
  `${line}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  `${line}Transfer-Encoding: gzip, chunked\r\n${chunks}`,
  `${line.replace('1.1', '1.0')}Transfer-Encoding: chunked\r\n${chunks}`,
  `${line}Transfer-Encoding : chunked\r\n${chunks}`,
  'GET /items/1 HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n',
  `${line}X-A: 1\rTransfer-Encoding: chunked\r\n${chunks}`,
];

/** Sends what must be refused, and reads that it was: with this status, and the connection closed. */
export async function statusSaid(
  client: RawClient,
  bytes: string,
  status: number,
): Promise<Wrong | undefined> {
  await client.send(bytes);
  let said = '';
  for (let chunk = await client.source.next(); chunk; chunk = await client.source.next())
    said += chunk.toString('latin1');
  await client.closed;
  const first = said.split('\r\n', 1)[0] ?? '';
  const answers = said.match(/HTTP\/1\.1 \d/g)?.length ?? 0;
  if (first.startsWith(`HTTP/1.1 ${status} `) && answers === 1) return undefined;
  return {
    expected: `${status}, and the connection closed`,
    seen:
      answers > 1
        ? `${answers} answers, the first ${first}`
        : first === ''
          ? 'nothing, and it closed'
          : first,
  };
}

/** Clients whose request must go nowhere. */
export const refused: readonly ClientFault[] = [
  {
    name: 'smuggles',
    play: ({ client, draw }) => statusSaid(client, smuggling[Math.floor(draw * smuggling.length)] ?? '', 400),
  },
  {
    name: 'sends too many headers',
    play: ({ client, draw }) =>
      statusSaid(
        client,
        `GET /items/1 HTTP/1.1\r\nHost: h\r\n${draw < 0.5 ? 'X: 1\r\n'.repeat(100) : 'X:\r\n'.repeat(2_500)}\r\n`,
        431,
      ),
  },
  {
    name: 'asks for another server',
    play: ({ client }) => statusSaid(client, 'GET http://elsewhere/items/1 HTTP/1.1\r\nHost: h\r\n\r\n', 400),
  },
];
