import { z } from 'zod';
import type { Side } from '../evidence/tally.js';
import { duration, positive } from '../routing-rules/units.js';
import { headersSchema } from './headers-rule.js';
import { type TlsRule, tlsSchema } from './tls-rule.js';
import { versionSchema } from './version-rule.js';

const isPlain = (url: URL): boolean =>
  url.username === '' && url.password === '' && url.search === '' && url.hash === '';

/** What stands under `upstreams: <name>:` in banyan.yaml. */
export const upstreamSchema = z.strictObject({
  url: z
    .url({
      protocol: /^https?$/,
      error: 'must be an http:// or https:// address, like http://127.0.0.1:3000',
      abort: true,
    })
    .refine((text) => URL.canParse(text) && isPlain(new URL(text)), {
      error: 'must hold neither credentials nor a query nor a fragment: they would be dropped',
    })
    .meta({
      title: 'address',
      description: 'Where the upstream listens; a path is put before every request’s.',
      examples: ['http://127.0.0.1:3000'],
    }),
  timeout: positive(duration)
    .optional()
    .meta({
      description:
        'How long it may take to answer: in all where it is only compared; to begin, and to pause, where a client waits. Default 60s.',
      examples: ['2s'],
    }),
  connectTimeout: positive(duration)
    .optional()
    .meta({
      description: 'How long it may take to connect. Default 5s; 1s for a shadow read.',
      examples: ['5s'],
    }),
  host: z.enum(['keep', 'upstream']).optional().meta({
    description:
      'The Host it is sent: the client’s, or its own. Default keep for legacy, upstream for a candidate.',
  }),
  headers: headersSchema.optional().meta({ description: 'What it is sent, and what not.' }),
  tls: tlsSchema.optional().meta({
    description:
      'For an https:// address: whom to trust, and who Banyan is. Default the authorities that Node knows, and no certificate of its own.',
  }),
  version: versionSchema.optional().meta({
    description:
      'How it tells which version of it answers: another one begins other evidence. Default its deploys are not seen.',
  }),
});

/** An upstream as the data plane uses it. */
export interface UpstreamRule {
  readonly name: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path put before every request's; empty, or begins with / and does not end with one. */
  readonly basePath: string;
  /** Milliseconds for all of an answer that is compared; for the head, and each pause, of one that a client waits for. */
  readonly timeout: number;
  /** Milliseconds to connect. */
  readonly connectTimeout: number;
  readonly host: 'keep' | 'upstream' | null;
  /** Lower-case names of credentials that may reach it as a candidate. */
  readonly allow: readonly string[];
  /** Lower-case names of what it is never sent, in no role. */
  readonly drop: readonly string[];
  readonly set: readonly (readonly [string, string])[];
  /** Null without a word on it: an https upstream is then verified against the authorities that Node knows. */
  readonly tls: TlsRule | null;
}

/** Fills in what the configuration left out; `tls` is what the files of its `tls:` held. */
export function normaliseUpstream(
  name: string,
  upstream: z.output<typeof upstreamSchema>,
  tls: TlsRule | null = null,
): UpstreamRule {
  const url = new URL(upstream.url);
  return {
    name,
    origin: url.origin,
    basePath: url.pathname.replace(/\/$/, ''),
    timeout: upstream.timeout ?? 60_000,
    connectTimeout: upstream.connectTimeout ?? 5_000,
    host: upstream.host ?? null,
    allow: (upstream.headers?.allow ?? []).map((header) => header.toLowerCase()),
    drop: (upstream.headers?.drop ?? []).map((header) => header.toLowerCase()),
    set: Object.entries(upstream.headers?.set ?? {}),
    tls,
  };
}

/** Whether an upstream is sent the client's Host in this role, not its own. */
export const hostKept = ({ host }: UpstreamRule, role: Side): boolean =>
  (host ?? (role === 'legacy' ? 'keep' : 'upstream')) === 'keep';

/** The host that an upstream is connected to, an IPv6 address without its brackets. */
export const hostOf = (rule: UpstreamRule): string => new URL(rule.origin).hostname.replace(/^\[|\]$/g, '');
