// A process: an upstream that misbehaves when a request asks it to. Arguments: its side and a seed. Tells its
// port to who started it, ends with them, and does what it is told over the channel.
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { type RawExchange, startRawUpstream } from '../../raw-upstream.js';
import { valueOf, type WireBody, type WireRequest } from '../../wire-message.js';
import { plainAnswer } from '../answer.js';
import type { Side } from '../plan.js';
import { events, eventsOf } from '../request.js';
import { faultNamed } from './faults.js';
import type { UpstreamOrder, UpstreamReport } from './report.js';
import { sendAnswer } from './send-answer.js';
import { Witness } from './witness.js';
import { layWires, roughToxics } from './wires.js';

const side: Side = process.argv[2] === 'candidate' ? 'candidate' : 'legacy';
const witness = new Witness(side);
const faults: Record<string, number> = {};
const sockets = new Set<Socket>();
const busy = new Map<Socket, number>();
let requests = 0;

// Connections that never carry a request must be closed too, and no script ever sees those.
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  if (socket.localPort !== upstream.port) return;
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});

const upstream = await startRawUpstream(async (exchange) => {
  const { socket } = exchange;
  requests += 1;
  busy.set(socket, (busy.get(socket) ?? 0) + 1);
  try {
    await answer(exchange);
  } finally {
    const left = (busy.get(socket) ?? 1) - 1;
    if (left > 0) busy.set(socket, left);
    else busy.delete(socket);
  }
});
const { slow, rough } = await layWires(upstream.port, Number(process.argv[3]));

async function answer(exchange: RawExchange): Promise<void> {
  const { request, body, send } = exchange;
  const { headers, target } = request;
  witness.see(request);
  if (valueOf(headers, 'upgrade') !== undefined) return echo(exchange);
  if (target.startsWith(events)) return tellEvents(exchange);
  if (valueOf(headers, 'x-soak-early') !== undefined) {
    await send('HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nlarge');
    return;
  }
  // Whoever waits to be told is told; what else is expected is nobody's business here.
  if (valueOf(headers, 'expect') === '100-continue') await send('HTTP/1.1 100 Continue\r\n\r\n');
  const { body: sent } = await body();
  const plain = plainAnswer(target.split('?', 1)[0] ?? '/', sent);
  const name = valueOf(headers, `x-soak-${side}`);
  if (name === undefined) return sendAnswer(exchange, plain);
  faults[name] = (faults[name] ?? 0) + 1;
  const fault = faultNamed(name);
  if (fault.outcome !== 'whole') await fault.send(exchange, plain);
  else await (fault.send ?? sendAnswer)(exchange, fault.answer(plain));
}

/** Switches protocols, and gives every byte back until the other side ends; or refuses. */
async function echo({ request, source, send, finish }: RawExchange): Promise<void> {
  if (valueOf(request.headers, 'x-soak-refuse') !== undefined) {
    await send('HTTP/1.1 403 Not You\r\nContent-Length: 7\r\n\r\nrefused');
    return;
  }
  await send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  for (let chunk = await source.next(); chunk; chunk = await source.next()) await send(chunk);
  finish();
}

async function tellEvents({ request, send, pause }: RawExchange): Promise<void> {
  await send('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n');
  for (const event of eventsOf(request.target)) {
    if (!(await send(`${event.length.toString(16)}\r\n${event}\r\n`))) return;
    await pause(30);
  }
  await send('0\r\n\r\n');
}

const report = (): UpstreamReport => ({
  slowPort: slow.port,
  roughPort: rough.port,
  open: upstream.open + rough.open,
  busy: busy.size,
  requests,
  faults,
  violations: witness.violations,
});

async function obey(order: UpstreamOrder): Promise<void> {
  switch (order) {
    case 'tell':
      process.send?.(report());
      return;
    case 'hang-up':
      for (const socket of sockets) if (!busy.has(socket)) socket.end();
      // Nobody stands behind the black holes of a wire who could end what was opened and never used.
      rough.turn({ towardsClient: [{ kind: 'reset', milliseconds: 0 }] });
      setTimeout(() => rough.turn(roughToxics), 50);
      return;
    case 'refuse':
      return rough.refuse();
    case 'stall':
      rough.turn({ towardsClient: [{ kind: 'silence' }] });
      return;
    case 'recover':
      rough.turn(roughToxics);
      return rough.accept();
  }
}

// It keeps everything for tests that look at it afterwards; here nobody does, and a soak may be long.
setInterval(() => {
  for (const problem of upstream.problems.splice(0)) witness.problem(problem);
  upstream.requests.length = 0;
  (upstream.bodies as Map<WireRequest, WireBody>).clear();
}, 500);

process.on('message', (order: UpstreamOrder) => void obey(order));
process.once('disconnect', () => process.exit());
process.send?.({ port: upstream.port });
