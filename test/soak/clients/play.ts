import type { RawClient } from '../../raw-client.js';
import { readAnswer, readHead, valueOf } from '../../wire-message.js';
import { type Changes, type WrittenRequest, writeRequest } from '../asked.js';
import { judge, type Seen, type Wrong } from '../judge.js';
import type { Plan } from '../plan.js';
import { eventsOf } from '../request.js';
import type { Lanes } from './lanes.js';

/** Longer than any deadline of Banyan's, however busy the machine is. */
const patience = 30_000;
const pipelinedAtOnce = 3;

/** Does what was planned, and says what was wrong about how it was met. */
export async function play(plan: Plan, lanes: Lanes): Promise<Wrong | undefined> {
  const ownConnection = plan.clientFault !== undefined || plan.scene.play?.includes('upgrade');
  const client = ownConnection ? await lanes.open() : await lanes.take();
  const late = setTimeout(() => client.close(), patience);
  const began = performance.now();
  try {
    const wrong = await playOn(client, plan);
    lanes.give(client, wrong === undefined && !ownConnection);
    return wrong;
  } catch (error) {
    lanes.give(client, false);
    const how = performance.now() - began >= patience ? `no more within ${patience} ms` : String(error);
    return { expected: 'a play to its end', seen: `${how}, after ${client.socket.bytesRead} bytes` };
  } finally {
    clearTimeout(late);
    if (ownConnection) client.close();
  }
}

async function playOn(client: RawClient, plan: Plan): Promise<Wrong | undefined> {
  if (plan.clientFault) {
    return plan.clientFault.play({
      client,
      draw: plan.draw,
      write: (changes: Changes) => writeRequest(plan, changes),
      judged: async ({ asked }) => judge(asked, await see(client, asked.scene.method)),
    });
  }
  switch (plan.scene.play) {
    case undefined:
      return ask(client, writeRequest(plan));
    case 'pipelined':
      return pipelined(client, plan);
    case 'events':
      return hearEvents(client, writeRequest(plan));
    case 'upgrade':
      return echoed(client, plan);
    case 'refused upgrade':
      return refusedUpgrade(client, plan);
  }
}

async function ask(client: RawClient, { head, body, asked }: WrittenRequest): Promise<Wrong | undefined> {
  await client.send(body.length > 0 ? Buffer.concat([Buffer.from(head), body]) : head);
  const seen = await see(client, asked.scene.method);
  const wrong = judge(asked, seen);
  if (closes(seen)) client.close();
  return wrong;
}

/** Who is told that the connection ends must not ask on it again. */
const closes = (seen: Seen): boolean =>
  seen.kind !== 'answer' || valueOf(seen.answer.headers, 'connection')?.toLowerCase() === 'close';

async function see(client: RawClient, method: string): Promise<Seen> {
  const began = performance.now();
  try {
    return { kind: 'answer', answer: await readAnswer(client.source, method) };
  } catch (error) {
    if (performance.now() - began >= patience) return { kind: 'late' };
    return { kind: 'broken', how: String(error).slice(0, 200) };
  }
}

/** Several requests at once: their answers come in order. */
async function pipelined(client: RawClient, plan: Plan): Promise<Wrong | undefined> {
  const requests = Array.from({ length: pipelinedAtOnce }, (_, i) =>
    writeRequest({ ...plan, entity: plan.entity + i }),
  );
  await client.send(requests.map(({ head }) => head).join(''));
  for (const { asked } of requests) {
    const wrong = judge(asked, await see(client, 'GET'));
    if (wrong) return wrong;
  }
  return undefined;
}

async function hearEvents(client: RawClient, { head, asked }: WrittenRequest): Promise<Wrong | undefined> {
  await client.send(head);
  const seen = await see(client, 'GET');
  const told = seen.kind === 'answer' ? seen.answer.body.toString() : seen.kind;
  const expected = eventsOf(/^GET (\S+)/.exec(head)?.[1] ?? asked.path).join('');
  return told === expected ? undefined : { expected, seen: told };
}

const upgrading = ['Connection: Upgrade', 'Upgrade: websocket'];

/** Every byte comes back over a connection that speaks another protocol. */
async function echoed(client: RawClient, plan: Plan): Promise<Wrong | undefined> {
  const { head } = writeRequest(plan, { path: plan.scene.path, lines: upgrading });
  await client.send(`${head}early`);
  const { status } = await readHead(client.source);
  if (status !== 101) return { expected: '101', seen: String(status) };
  const bytes = Buffer.alloc(20_000, `bytes of ${plan.number} `);
  await client.send(bytes);
  const back = await client.source.exactly(5 + bytes.length);
  const isRight = back.equals(Buffer.concat([Buffer.from('early'), bytes]));
  return isRight ? undefined : { expected: 'the same bytes', seen: 'others' };
}

async function refusedUpgrade(client: RawClient, plan: Plan): Promise<Wrong | undefined> {
  const lines = [...upgrading, 'X-Soak-Refuse: 1'];
  await client.send(writeRequest(plan, { path: plan.scene.path, lines }).head);
  const seen = await see(client, 'GET');
  const told = seen.kind === 'answer' ? `${seen.answer.status} ${seen.answer.body.toString()}` : seen.kind;
  return told === '403 refused' ? undefined : { expected: '403 refused', seen: told };
}
