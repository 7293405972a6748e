import type { RawExchange } from '../../raw-upstream.js';
import type { Answer } from '../answer.js';

const pieceBytes = 64 * 1024;

/** The head of an answer as it goes on the wire. */
export function headOf({ status, reason, headers, body, framing }: Answer): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  if (framing === 'length') lines.push(`Content-Length: ${body.length}`);
  if (framing === 'chunked') lines.push('Transfer-Encoding: chunked');
  if (framing === 'close') lines.push('Connection: close');
  return [`HTTP/1.1 ${status} ${reason}`, ...lines, '', ''].join('\r\n');
}

/** Sends an answer whole, as long as somebody is there; to HEAD its head alone. */
export async function sendAnswer(exchange: RawExchange, answer: Answer): Promise<void> {
  const { request, send, finish } = exchange;
  const { body, framing } = answer;
  // In one piece where it is small: a body that comes with its head is a case of its own.
  const head = Buffer.from(headOf(answer), 'latin1');
  if (request.method === 'HEAD' || framing === 'none') {
    await send(head);
    return;
  }
  if (framing === 'length' && body.length < pieceBytes) {
    await send(Buffer.concat([head, body]));
    return;
  }
  await send(head);
  for (let at = 0; at < body.length; at += pieceBytes) {
    const piece = body.subarray(at, at + pieceBytes);
    const framed =
      framing === 'chunked' ? Buffer.concat([chunkSize(piece.length), piece, Buffer.from('\r\n')]) : piece;
    if (!(await send(framed))) return;
  }
  if (framing === 'chunked') await send('0\r\n\r\n');
  if (framing === 'close') finish();
}

const chunkSize = (length: number): Buffer => Buffer.from(`${length.toString(16)}\r\n`);
