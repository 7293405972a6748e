import { expect, it } from 'vitest';
import { readConfiguration } from '../configuration/read-configuration.js';
import { shortTokens } from './admin-tokens.js';

const yaml = `upstreams: { legacy: { url: "http://127.0.0.1:3000" } }
admin:
  tokens:
    - { name: release, role: operator, env: RELEASE }
    - { name: ada, role: admin, env: ADA }
`;

function remarksOn(environment: NodeJS.ProcessEnv) {
  const read = readConfiguration(yaml);
  if (read.kind === 'invalid') throw new Error(read.problems.map(({ message }) => message).join());
  return shortTokens(read.configuration, environment, read.locate);
}

it('a token that can be guessed is remarked upon at the place that names it, and never told', () => {
  const remarks = remarksOn({ RELEASE: 'zk4!q', ADA: 'a'.repeat(16) });
  expect(remarks).toMatchObject([
    {
      line: 4,
      message: expect.stringMatching(/"release" \(operator\) in RELEASE has fewer than 16 char.*openssl/),
    },
  ]);
  expect(JSON.stringify(remarks)).not.toContain('zk4!q');
});

it('one that is not set at all is for another message', () => expect(remarksOn({})).toEqual([]));
