import { afterEach, describe, expect, it } from 'vitest';
import { headersSchema } from './headers-rule.js';
import { startTwoSides, type TwoSides } from './two-sides.cases.js';

const messages = (headers: object): string[] =>
  headersSchema
    .safeParse(headers)
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the headers of an upstream', () => {
  it.each([
    ['drop', 'Content-Length', /cannot be dropped: it frames the message/],
    ['drop', 'transfer-encoding', /cannot be dropped: it frames the message/],
    ['drop', 'Host', /cannot be dropped: no request goes without/],
    ['drop', 'Connection', /need not be dropped: it is never forwarded/],
    ['drop', 'Via', /cannot be dropped: Banyan says by it/],
    ['drop', 'bad name', /is no header name/],
  ])('refuse to %s %s', (_, name, message) =>
    expect(messages({ drop: [name] })).toEqual([expect.stringMatching(message)]),
  );

  it.each(['Content-Length', 'Transfer-Encoding', 'Connection', 'Upgrade'])('refuse to set %s', (name) =>
    expect(messages({ set: { [name]: '1' } })).toEqual([expect.stringMatching(/cannot be set/)]),
  );

  it('refuse a name that is dropped and wanted at once', () =>
    expect(messages({ allow: ['cookie'], set: { 'X-A': '1' }, drop: ['Cookie', 'x-a', 'x-b'] })).toEqual([
      'drop.0: "Cookie" stands under allow as well: take it out of one of them',
      'drop.1: "x-a" stands under set as well: take it out of one of them',
    ]));

  it('may set the Host, and what an upstream that is a proxy asks for', () =>
    expect(messages({ set: { Host: 'shop.example', 'Proxy-Authorization': 'Basic x' } })).toEqual([]));
});

describe('a header that an upstream is never sent', () => {
  let sides: TwoSides;
  afterEach(() => sides.close());

  it('is dropped in every role, whoever wrote it; the other side is sent it', async () => {
    sides = await startTwoSides({
      candidateUpstream: { headers: { drop: ['X-Internal', 'x-forwarded-for', 'traceparent'] } },
      // So that it takes the rest as legacy does.
      settings: { passthrough: 'candidate' },
    });
    const send = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`http://127.0.0.1:${sides.port}${path}`, {
        headers: { 'x-internal': '1', 'x-kept': '1' },
        ...init,
      });
    await (await send('/items/1')).text();
    await sides.settled(1);
    sides.turn(1);
    await (await send('/items/1')).text();
    await sides.settled(2);
    await (await send('/else', { method: 'POST', body: 'x' })).text();
    // Shadow side, live side, and the rest.
    expect(sides.candidateSaw).toHaveLength(3);
    for (const { headers } of sides.candidateSaw) {
      expect(headers).toMatchObject({ 'x-kept': '1', via: '1.1 banyan-test' });
      expect(Object.keys(headers).filter((name) => /internal|forwarded-for|traceparent/.test(name))).toEqual(
        [],
      );
    }
    expect(sides.legacySaw).toHaveLength(2);
    for (const { headers } of sides.legacySaw)
      expect(headers).toMatchObject({ 'x-internal': '1', 'x-forwarded-for': '127.0.0.1' });
  });
});
