import { readFileSync } from 'node:fs';

/** Banyan's version, from package.json; read once at start. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../package.json', packageFolder()), 'utf8')) as { version: string }
).version;

/** Sources stand one folder below package.json, the built program two. */
function packageFolder(): URL {
  const here = new URL('.', import.meta.url);
  return here.pathname.endsWith('/dist/cli/') ? new URL('..', here) : here;
}
