import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAuthority, locked } from '../../proxy/certificates.cases.js';
import { formatProblem } from './problem.js';
import { type ConfigurationRead, readConfiguration } from './read-configuration.js';

const ours = createAuthority('Ours');
const client = ours.issue(['banyan-client']);
const other = ours.issue(['other']);
const old = ours.issue(['old'], new Date('2020-02-02T00:00:00Z'));

const files: Readonly<Record<string, string>> = {
  'ca.pem': ours.pem,
  'two.pem': `# ours\n${ours.pem}\n# theirs\n${createAuthority('Theirs').pem}`,
  'client.pem': `${client.cert}${ours.pem}`,
  'client.key': client.key,
  'locked.key': locked(client.key, 'sesame'),
  'other.key': other.key,
  'old.pem': old.cert,
  'old.key': old.key,
  'der.pem': new X509Certificate(ours.pem).raw.toString('latin1'),
  'broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  'broken.key': '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
};

const read = (tls: string, url = 'https://legacy.internal'): ConfigurationRead =>
  readConfiguration(`upstreams:\n  u:\n    url: ${url}\n    tls: ${tls}\n`, {
    resolve: (path) => path,
    readFile(path) {
      const text = files[path];
      if (text === undefined)
        throw new Error(`ENOENT: no such file or directory, open '/etc/banyan/${path}'`);
      return text;
    },
    environment: { SESAME: 'sesame', WRONG: 'open up' },
    now: new Date(),
  });
const problems = (tls: string, url?: string): string[] => {
  const it = read(tls, url);
  return it.kind === 'invalid' ? it.problems.map((one) => formatProblem('b.yaml', one)) : [];
};
const valid = (tls: string): Extract<ConfigurationRead, { kind: 'valid' }> => {
  const it = read(tls);
  if (it.kind === 'invalid') throw new Error(problems(tls).join('\n'));
  return it;
};

describe('the tls of an upstream', () => {
  it('holds what its files hold, read once', () => {
    const { configuration, notes } = valid(
      '{ ca: two.pem, cert: client.pem, key: client.key, servername: legacy.internal }',
    );
    const tls = configuration.upstreams[0]!.tls!;
    expect(tls).toMatchObject({ servername: 'legacy.internal' });
    expect(tls.ca!.match(/BEGIN/g)).toHaveLength(2);
    expect(tls.cert!.match(/BEGIN/g)).toHaveLength(2);
    expect(notes).toEqual([]);
  });

  it('cannot be printed with its key', () => {
    const { configuration } = valid('{ cert: client.pem, key: client.key }');
    const [, line = ''] = client.key.split('\n');
    expect(configuration.upstreams[0]!.tls!.key!.export({ type: 'pkcs8', format: 'pem' })).toContain(line);
    expect(JSON.stringify(configuration)).not.toContain(line);
  });

  it('takes a key that its passphrase unlocks', () => {
    const { configuration } = valid('{ cert: client.pem, key: locked.key, passphraseEnv: SESAME }');
    expect(configuration.upstreams[0]!.tls!.key).not.toBeNull();
  });

  it('is noted, not refused, when a certificate has expired: the files may be renewed before they are used', () => {
    const { notes } = valid('{ ca: ca.pem, cert: old.pem, key: old.key }');
    expect(notes.map((note) => formatProblem('b.yaml', note))).toEqual([
      expect.stringMatching(
        /^b\.yaml:4:\d+ {2}upstreams\.u\.tls\.cert: the certificate of CN=old expired at Feb {2}2 00:00:00 2020 GMT/,
      ),
    ]);
  });

  it.each([
    [
      'a file that is not there',
      '{ ca: no.pem }',
      /tls\.ca: no\.pem cannot be read .*banyan\.yaml’s folder.*ENOENT/,
    ],
    [
      'a key for a certificate',
      '{ ca: client.key }',
      /tls\.ca: client\.key holds a private key, not a certificate/,
    ],
    ['DER', '{ ca: der.pem }', /tls\.ca: der\.pem holds no PEM certificate.*openssl x509/],
    [
      'a broken certificate',
      '{ ca: broken.pem }',
      /tls\.ca: broken\.pem holds a certificate \(number 1\) that cannot be read/,
    ],
    ['a certificate without its key', '{ cert: client.pem }', /tls\.cert: needs its private key/],
    ['a key without its certificate', '{ key: client.key }', /tls\.key: needs its certificate/],
    [
      'a key of another certificate',
      '{ cert: client.pem, key: other.key }',
      /tls\.key: other\.key is not the key of the certificate in client\.pem/,
    ],
    [
      'a certificate for a key',
      '{ cert: client.pem, key: client.pem }',
      /tls\.key: client\.pem holds no PEM private key/,
    ],
    [
      'a broken key',
      '{ cert: client.pem, key: broken.key }',
      /tls\.key: broken\.key holds a key that cannot be read/,
    ],
    [
      'a locked key',
      '{ cert: client.pem, key: locked.key }',
      /locked\.key is locked by a passphrase: name .*passphraseEnv/,
    ],
    [
      'a locked key without a passphrase',
      '{ cert: client.pem, key: locked.key, passphraseEnv: UNSET }',
      /locked\.key is locked by a passphrase, and UNSET is not set/,
    ],
    [
      'a wrong passphrase',
      '{ cert: client.pem, key: locked.key, passphraseEnv: WRONG }',
      /locked\.key is not unlocked by its passphrase/,
    ],
    ['a passphrase for nothing', '{ passphraseEnv: SESAME }', /tls\.passphraseEnv: has no key to unlock/],
    [
      'an address for a name',
      '{ servername: 10.0.0.1 }',
      /tls\.servername: must be a host name: an IP address/,
    ],
    ['a way round the verifying', '{ rejectUnauthorized: false }', /tls\.rejectUnauthorized: unknown key/],
  ])('refuses %s', (_, tls, message) => {
    const found = problems(tls);
    expect(found).toEqual([expect.stringMatching(message)]);
    expect(found[0]).toMatch(/^b\.yaml:4:\d+ {2}upstreams\.u\.tls\./);
  });

  it('is refused where nothing is encrypted', () => {
    expect(problems('{ ca: ca.pem }', 'http://legacy.internal')).toEqual([
      expect.stringMatching(/^b\.yaml:4:5 {2}upstreams\.u\.tls: stands at an http:\/\/ address/),
    ]);
  });

  it('tells all that is wrong at once', () => {
    expect(problems('{ ca: no.pem, cert: broken.pem, key: other.key, servername: "a b" }')).toHaveLength(3);
  });
});
