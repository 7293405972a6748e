/** Where somebody wants to listen, and by which key of banyan.yaml. */
export interface Wanted {
  /** For people: who wants it. */
  readonly who: string;
  readonly key: 'proxy.listen' | 'admin.listen';
  readonly host: string;
  readonly port: number;
}

/** Where the page and API are wanted. */
export const pageAt = ({ host, port }: { readonly host: string; readonly port: number }): Wanted => ({
  who: 'the page and API',
  key: 'admin.listen',
  host,
  port,
});

/** What, why and the way out, where an address cannot be had. */
export function whyNotListening(error: unknown, { who, key, host, port }: Wanted): string {
  const where = `${who} cannot listen on ${host}:${port}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `${where}: the port is taken. End the process that has it, or choose another under ${key}.`;
  if (code === 'EACCES')
    return `${where}: not permitted. Ports below 1024 need privileges; choose another under ${key}.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${where}: this machine has no such address. Correct ${key}.`;
  return `${where}: ${error instanceof Error ? error.message : String(error)}`;
}
