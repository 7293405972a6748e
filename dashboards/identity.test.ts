import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorsByToken, bearerToken } from './access/identity.js';

const long = 'x'.repeat(100_000);
const tokens = [
  { name: 'short', role: 'viewer', token: 'a' },
  { name: 'usual', role: 'operator', token: 'correct-horse-battery-staple' },
  { name: 'long', role: 'admin', token: long },
  { name: 'again', role: 'admin', token: 'a' },
] as const;
const actorOf = actorsByToken(tokens);

describe('a token', () => {
  it.each([
    ['a', 'short'],
    ['correct-horse-battery-staple', 'usual'],
    [long, 'long'],
  ])('of any length is known by all of it', (token, name) => {
    expect(actorOf(token)?.name).toBe(name);
    for (const other of [token.slice(0, -1), `${token}x`, `x${token}`, token.toUpperCase(), ` ${token}`])
      expect(actorOf(other)).toBeUndefined();
  });

  it('that nobody was given is nobody’s, and never an error, however long it is', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 5_000 }), (token) => {
        expect(actorOf(token)?.name).toBe(tokens.find((one) => one.token === token)?.name);
      }),
    );
  });

  it.each([
    ['Bearer a', 'a'],
    ['bearer   a  ', 'a'],
    ['Bearer a b', undefined],
    ['Basic a', undefined],
    ['Bearer', undefined],
    [undefined, undefined],
  ])('is read from %j as %j', (header, token) => expect(bearerToken(header)).toBe(token));
});
