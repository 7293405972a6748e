import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Inquired, Preview } from '../../evidence/inquiry.js';
import { Inquiries } from './inquiries.js';
import type { AnsweredByAnalyst, AskedOfAnalyst } from './messages.js';

const patient = { timeout: 20_000 };
const lines: MessagePort[] = [];
afterEach(() => lines.splice(0).forEach((line) => line.close()));

/** An analyst that hears what it is asked, and says nothing of its own accord. */
function analyst(inquiries: Inquiries) {
  const { port1, port2 } = new MessageChannel();
  lines.push(port1, port2);
  const asked: AskedOfAnalyst[] = [];
  port1.on('message', (message: AskedOfAnalyst) => asked.push(message));
  inquiries.opened(port2);
  const hears = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count), patient);
  const answer = (id: number, told: AnsweredByAnalyst['answer']): void =>
    port1.postMessage({ id, answer: told });
  return { asked, hears, answer, end: () => port1.close() };
}
const invalid: Inquired<Preview> = { kind: 'invalid', problems: [] };
const unavailable = (detail: string) => ({ kind: 'unavailable', detail: expect.stringContaining(detail) });

describe('questions to the analyst', () => {
  it('are answered by their number, in whatever order', async () => {
    const inquiries = new Inquiries();
    const { asked, hears, answer } = analyst(inquiries);
    const [first, second] = [inquiries.preview('r', {}, false), inquiries.preview('s', {}, true)];
    await hears(2);
    expect(asked.map(({ question }) => question)).toEqual([
      { about: 'preview', route: 'r', rules: {}, instead: false },
      { about: 'preview', route: 's', rules: {}, instead: true },
    ]);
    answer(asked[1]!.id, invalid);
    answer(999, invalid);
    expect(await second).toEqual(invalid);
    answer(asked[0]!.id, { kind: 'unavailable', detail: 'no' });
    expect(await first).toEqual({ kind: 'unavailable', detail: 'no' });
  });

  it('about the same suggestions are one question', async () => {
    const inquiries = new Inquiries();
    const { asked, hears, answer } = analyst(inquiries);
    const both = [inquiries.suggestions('r'), inquiries.suggestions('r')];
    await hears(1);
    answer(asked[0]!.id, { kind: 'unavailable', detail: 'later' });
    expect(await Promise.all(both)).toEqual(both.map(() => ({ kind: 'unavailable', detail: 'later' })));
    void inquiries.suggestions('r');
    await hears(2);
  });

  it('are told why when there is no analyst, and when it ends meanwhile', async () => {
    const inquiries = new Inquiries();
    expect(await inquiries.suggestions('r')).toEqual(unavailable('No analyst runs now'));
    const { end, hears } = analyst(inquiries);
    const asked = inquiries.preview('r', {}, false);
    await hears(1);
    end();
    expect(await asked).toEqual(unavailable('The analyst ended while it worked on this'));
    expect(await inquiries.preview('r', {}, false)).toEqual(unavailable('No analyst runs now'));
  });

  it('go to the newest analyst; that an older one is gone is nothing to them', async () => {
    const inquiries = new Inquiries();
    const [older, newer] = [analyst(inquiries), analyst(inquiries)];
    const asked = inquiries.preview('r', {}, false);
    await newer.hears(1);
    older.end();
    newer.answer(newer.asked[0]!.id, invalid);
    expect(await asked).toEqual(invalid);
    expect(older.asked).toEqual([]);
  });

  it('do not wait for ever, nor does any number of them', async () => {
    const inquiries = new Inquiries({ patience: 1, mostOpen: 1 });
    analyst(inquiries);
    // Waiting keeps no process alive: something else must.
    const alive = setInterval(() => {}, 1_000);
    const waits = inquiries.preview('r', {}, false);
    expect(await inquiries.preview('s', {}, false)).toEqual(unavailable('wait already'));
    expect(await waits).toEqual(unavailable('has no time'));
    clearInterval(alive);
  });
});
