import { describe, expect, it } from 'vitest';
import { type AdminHints, adminAddress } from './admin-address.js';

const hints = (change: Partial<AdminHints> = {}): AdminHints => ({
  option: undefined,
  variable: undefined,
  file: undefined,
  isOwn: (host) => ['127.0.0.1', '::1', '10.0.0.5'].includes(host),
  ...change,
});
const listening = (listen: string): string => `admin: { listen: "${listen}" }\n`;
const unset = 'http://127.0.0.1:8081';

describe('a command looks for Banyan', () => {
  it.each<[string, Partial<AdminHints>, string, RegExp]>([
    ['where --admin says', { option: 'http://a:1', variable: 'http://b:2' }, 'http://a:1', /--admin/],
    [
      'else where BANYAN_ADMIN says',
      { variable: 'http://b:2', file: listening('127.0.0.1:9') },
      'http://b:2',
      /BANYAN_ADMIN/,
    ],
    [
      'else where the banyan.yaml here says',
      { file: listening('127.0.0.1:9681') },
      'http://127.0.0.1:9681',
      /admin\.listen of \.\/banyan\.yaml/,
    ],
    [
      'on this machine, of all its addresses',
      { file: listening('0.0.0.0:9681') },
      'http://127.0.0.1:9681',
      /banyan\.yaml/,
    ],
    ['and by IPv6', { file: listening('[::]:9681') }, 'http://[::1]:9681', /banyan\.yaml/],
    [
      'by the address that it has',
      { file: listening('10.0.0.5:9681') },
      'http://10.0.0.5:9681',
      /banyan\.yaml/,
    ],
    [
      'not on another machine, which would be sent the token',
      { file: listening('10.9.9.9:9681') },
      unset,
      /10\.9\.9\.9:9681, is on another machine/,
    ],
    ['else where it always is', {}, unset, /no banyan\.yaml is in this folder/],
    ['also with a file that does not say', { file: 'upstreams: {}\n' }, unset, /sets no admin\.listen/],
    ['also with a file that says nonsense', { file: listening('nonsense') }, unset, /no host:port/],
    ['also with a file that is broken', { file: 'admin: {listen: [\n' }, unset, /sets no admin\.listen/],
    ['an empty variable says nothing', { variable: '' }, unset, /no banyan\.yaml/],
  ])('%s', (_, change, url, why) => {
    expect(adminAddress(hints(change))).toEqual({ url, why: expect.stringMatching(why) });
  });
});
