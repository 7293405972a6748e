import type { Configuration } from './configuration.js';
import type { PlacedMessage } from './placed-message.js';

type Told = string | number | readonly string[];

/** What a running process cannot change: sockets that are open, the store that holds the evidence, who may enter. */
const untilRestart: readonly { path: readonly string[]; value: (of: Configuration) => Told }[] = [
  { path: ['proxy', 'listen'], value: ({ proxy }) => `${proxy.host}:${proxy.port}` },
  { path: ['proxy', 'headerTimeout'], value: ({ proxy }) => `${proxy.headerTimeout} ms` },
  { path: ['proxy', 'requestTimeout'], value: ({ proxy }) => `${proxy.requestTimeout} ms` },
  { path: ['proxy', 'keepAlive'], value: ({ proxy }) => `${proxy.keepAlive} ms` },
  { path: ['admin', 'listen'], value: ({ admin }) => `${admin.host}:${admin.port}` },
  { path: ['admin', 'hosts'], value: ({ admin }) => admin.hosts },
  {
    path: ['admin', 'tokens'],
    value: ({ admin }) => admin.tokens.map(({ name, role, env }) => `${name} (${role}, ${env})`),
  },
  { path: ['store'], value: ({ store }) => store },
];

/** Why a configuration cannot take over from the one that serves; empty when it can. */
export function whatCannotChange(
  serving: Configuration,
  next: Configuration,
  environment: Readonly<Record<string, string | undefined>>,
): readonly PlacedMessage[] {
  const fixed = untilRestart.flatMap(({ path, value }) => {
    const [is, asked] = [tell(value(serving)), tell(value(next))];
    if (is === asked) return [];
    const message = `cannot change from ${is} to ${asked} while Banyan runs, so nothing of the file is taken. Restart Banyan, or change it back.`;
    return [{ path, message }];
  });
  const name = next.proxy.overrideTokenEnv;
  const tokenIsMissing =
    name !== null && name !== serving.proxy.overrideTokenEnv && environment[name] === undefined;
  if (!tokenIsMissing) return fixed;
  const message = `names the environment variable ${name}, which this process was not given, so nothing of the file is taken. Set it and restart Banyan, or change it back.`;
  return [...fixed, { path: ['proxy', 'overrideTokenEnv'], message }];
}

const tell = (value: Told): string => {
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? 'none' : value.join(', ');
};
