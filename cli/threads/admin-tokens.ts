import type { AccessToken } from '../../dashboards/access/rules.js';
import type { Configuration } from '../configuration/configuration.js';
import type { ConfigurationPath } from '../configuration/placed-message.js';
import type { Problem } from '../configuration/problem.js';

/**
 * Reads the tokens from the environment.
 * @throws Error naming every variable that is not set: a token that nobody can have is a door without a key
 */
export function resolveTokens(
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
): readonly AccessToken[] {
  const missing = missingTokens(configuration, environment);
  if (missing.length > 0) throw new Error(missing.join('; '));
  return configuration.admin.tokens.map(({ name, role, env }) => ({
    name,
    role,
    token: environment[env] ?? '',
  }));
}

/** A token of fewer characters can be tried out: nothing but its length keeps strangers from the dial. */
const leastCharacters = 16;

/** A remark on each token that is set and too short, at the place that names its variable; never what it is. */
export const shortTokens = (
  { admin }: Configuration,
  environment: NodeJS.ProcessEnv,
  locate: (path: ConfigurationPath, message: string) => Problem,
): readonly Problem[] =>
  admin.tokens.flatMap(({ name, role, env }, i) => {
    const token = environment[env] ?? '';
    if (token === '' || token.length >= leastCharacters) return [];
    const message = `the token "${name}" (${role}) in ${env} has fewer than ${leastCharacters} characters, which can be guessed. Make one with \`openssl rand -hex 24\`, set ${env} to it, and start again.`;
    return [locate(['admin', 'tokens', i, 'env'], message)];
  });

/** One sentence for each token whose environment variable is not set. */
export const missingTokens = (
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
): readonly string[] =>
  configuration.admin.tokens
    .filter(({ env }) => !environment[env])
    .map(({ name, env }) => `admin token "${name}" has no value: set the environment variable ${env}`);
