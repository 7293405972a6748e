import { parseDocument } from 'yaml';

/** Where a command looks for a running Banyan, and who said so. */
export interface AdminAddress {
  readonly url: string;
  /** For messages, behind the address: `as BANYAN_ADMIN says`. */
  readonly why: string;
}

/** What a command may know of where Banyan runs. */
export interface AdminHints {
  /** `--admin`. */
  readonly option: string | undefined;
  /** `BANYAN_ADMIN`. */
  readonly variable: string | undefined;
  /** The text of the banyan.yaml in this folder; undefined where there is none. */
  readonly file: string | undefined;
  /** Whether this machine has an address: what another one listens on is for another one's commands. */
  readonly isOwn: (host: string) => boolean;
}

/** Where Banyan's page and API are when nobody says anything (design: product, banyan.yaml). */
export const defaultAdmin = 'http://127.0.0.1:8081';

/**
 * Where to look for Banyan: where `--admin` says, else `BANYAN_ADMIN`, else `admin.listen` of the banyan.yaml in this
 * folder, else the default. A file with problems does not keep a command from its work: they are for `banyan check`.
 */
export function adminAddress({ option, variable, file, isOwn }: AdminHints): AdminAddress {
  if (option !== undefined) return { url: option, why: 'as --admin says' };
  if (variable !== undefined && variable !== '') return { url: variable, why: 'as BANYAN_ADMIN says' };
  if (file === undefined) return byDefault('no banyan.yaml is in this folder');
  const listen = listenIn(file);
  if (listen === undefined) return byDefault('./banyan.yaml sets no admin.listen');
  const [, host = '', port = ''] = /^(\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})$/.exec(listen) ?? [];
  if (port === '') return byDefault('admin.listen of ./banyan.yaml is no host:port');
  const reached = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' }[host] ?? host;
  // The token would be sent there.
  if (!isOwn(reached.replaceAll(/[[\]]/g, '')))
    return byDefault(`admin.listen of ./banyan.yaml, ${listen}, is on another machine`);
  return { url: `http://${reached}:${port}`, why: 'as admin.listen of ./banyan.yaml says' };
}

const byDefault = (because: string): AdminAddress => ({
  url: defaultAdmin,
  why: `where it listens unless told otherwise: ${because}`,
});

function listenIn(text: string): string | undefined {
  const listen: unknown = parseDocument(text, { logLevel: 'silent' }).getIn(['admin', 'listen']);
  return typeof listen === 'string' ? listen : undefined;
}
