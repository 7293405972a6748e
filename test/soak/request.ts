/** The one route whose POSTs only read. */
export const safePost = '/search/';
/** Streams of events; a route without a candidate. */
export const events = '/events/';
/** Where uploads go; no route matches. */
export const uploads = '/uploads/';
/** What no candidate may ever be asked for. */
export const shadowless = [events, uploads, '/files/', '/other/', '/socket'];
/** Stands in every request's credentials; no candidate may see it. */
export const secret = 'known-to-legacy-alone';

/** What a stream of events tells. */
export const eventsOf = (target: string): readonly string[] =>
  Array.from({ length: 8 }, (_, i) => `id: ${i}\ndata: ${target}\n\n`);

/** What a request says beside its method and target. */
export interface RequestParts {
  readonly method: string;
  readonly target: string;
  readonly version?: '1.0' | '1.1';
  /** Lines as they stand on the wire. */
  readonly lines: readonly string[];
}

/** The bytes of a request up to its body. */
export const headOfRequest = ({ method, target, version = '1.1', lines }: RequestParts): string =>
  [
    `${method} ${target} HTTP/${version}`,
    'Host: soak.example',
    `Authorization: Bearer ${secret}`,
    `Cookie: session=${secret}`,
    ...lines,
    '',
    '',
  ].join('\r\n');
