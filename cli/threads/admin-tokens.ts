import type { AccessToken } from '../../dashboards/access/rules.js';
import type { Configuration } from '../configuration/configuration.js';

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

/** One sentence for each token whose environment variable is not set. */
export const missingTokens = (
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
): readonly string[] =>
  configuration.admin.tokens
    .filter(({ env }) => !environment[env])
    .map(({ name, env }) => `admin token "${name}" has no value: set the environment variable ${env}`);
