import type { KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { z } from 'zod';
import { certificatesIn, isLocked, privateKeyIn, untimely, whyOf } from './pem.js';

const file = (what: string, example: string) =>
  z
    .string()
    .min(1)
    .meta({
      title: 'PEM file',
      description: what,
      examples: [example],
    });

/** What stands under `tls:` of an upstream in banyan.yaml. Verifying the upstream cannot be turned off. */
export const tlsSchema = z.strictObject({
  ca: file(
    'Who may have signed the upstream’s certificate. Default the authorities that Node knows.',
    './ca.pem',
  ).optional(),
  cert: file(
    'The certificate that Banyan shows the upstream, its chain behind it. Default none.',
    './client.pem',
  ).optional(),
  key: file('The private key of cert, needed with it. Default none.', './client.key').optional(),
  passphraseEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
    .optional()
    .meta({
      description:
        'The environment variable that holds the passphrase of key. Default the key is not locked.',
      examples: ['LEGACY_KEY'],
      title: 'environment variable',
    }),
  servername: z
    .string()
    .regex(
      /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/,
      {
        error: 'must be a host name, like legacy.internal',
      },
    )
    .refine((name) => isIP(name) === 0, {
      error: 'must be a host name: an IP address cannot be asked for by name (RFC 6066 §3)',
    })
    .optional()
    .meta({
      description:
        'The name that is asked for and that the certificate must carry. Default the host in url, never the client’s Host.',
      examples: ['legacy.internal'],
    }),
});

/** How an upstream is trusted and how Banyan shows who it is; the files' contents, read once. */
export interface TlsRule {
  /** PEM; null for the authorities that Node knows. */
  readonly ca: string | null;
  /** PEM, the chain behind it; null when Banyan shows no certificate. */
  readonly cert: string | null;
  /** Unlocked; null exactly when `cert` is. */
  readonly key: KeyObject | null;
  /** Null for the host of the upstream's address. */
  readonly servername: string | null;
}

/** What reading the files of a `tls:` needs from outside. */
export interface TlsSources {
  /** The text of a file as the configuration names it; throws when it cannot be read. */
  readonly readFile: (path: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

/** Something to say of a `tls:`, and at which of its keys; the empty key is `tls` itself. */
export interface TlsMessage {
  readonly key: keyof z.output<typeof tlsSchema> | '';
  readonly message: string;
}

/** What became of a `tls:`; its rule may be used only when there are no problems. */
export interface TlsRead {
  readonly rule: TlsRule;
  readonly problems: readonly TlsMessage[];
  readonly notes: readonly TlsMessage[];
}

/** Reads the files of a `tls:` and judges whether they fit each other; never throws. */
export function readTls(authored: z.output<typeof tlsSchema>, url: string, sources: TlsSources): TlsRead {
  const problems: TlsMessage[] = [];
  const notes: TlsMessage[] = [];
  const told = <T>(key: TlsMessage['key'], read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      problems.push({ key, message: whyOf(error) });
      return null;
    }
  };
  const certificates = (key: 'ca' | 'cert'): readonly X509Certificate[] => {
    const path = authored[key];
    const read = path === undefined ? null : told(key, () => within(path, sources, certificatesIn));
    for (const one of read ?? []) {
      const late = untimely(one, sources.now);
      if (late !== undefined) notes.push({ key, message: `${late}: connections that need it will fail` });
    }
    return read ?? [];
  };

  problems.push(...unfitting(authored, url));
  const ca = certificates('ca');
  const chain = certificates('cert');
  const { key: keyPath } = authored;
  const key =
    keyPath === undefined ? null : told('key', () => within(keyPath, sources, keyReader(authored, sources)));
  const [leaf] = chain;
  if (key && leaf && !leaf.checkPrivateKey(key)) {
    problems.push({
      key: 'key',
      message: `${keyPath} is not the key of the certificate in ${authored.cert}`,
    });
  }
  const rule = { ca: pem(ca), cert: pem(chain), key, servername: authored.servername ?? null };
  // What is well-formed may still be refused: a key that is too short, say.
  if (problems.length === 0) told('', () => secureContextOf(rule));
  return { rule, problems, notes };
}

/**
 * The certificates and keys as connections need them. TLS 1.2 is the least, whatever Node was started with.
 * @throws Error when OpenSSL refuses them; `readTls` has told it before
 */
export function secureContextOf(rule: TlsRule | null): SecureContext {
  return createSecureContext({
    minVersion: 'TLSv1.2',
    ca: rule?.ca ?? undefined,
    cert: rule?.cert ?? undefined,
    key: rule?.key?.export({ type: 'pkcs8', format: 'pem' }),
  });
}

function unfitting(authored: z.output<typeof tlsSchema>, url: string): readonly TlsMessage[] {
  const { cert, key, passphraseEnv } = authored;
  const messages: TlsMessage[] = [];
  if (new URL(url).protocol === 'http:') {
    const message =
      'stands at an http:// address, which sends everything in the clear. Write https://, or take tls out.';
    messages.push({ key: '', message });
  }
  if (cert !== undefined && key === undefined)
    messages.push({ key: 'cert', message: 'needs its private key: name it under key' });
  if (key !== undefined && cert === undefined)
    messages.push({ key: 'key', message: 'needs its certificate: name it under cert' });
  if (passphraseEnv !== undefined && key === undefined)
    messages.push({ key: 'passphraseEnv', message: 'has no key to unlock' });
  return messages;
}

function keyReader(authored: z.output<typeof tlsSchema>, sources: TlsSources): (text: string) => KeyObject {
  const { passphraseEnv: name } = authored;
  const passphrase = name === undefined ? undefined : sources.environment[name];
  return (text) => {
    if (isLocked(text) && name === undefined)
      throw new Error('is locked by a passphrase: name its environment variable under passphraseEnv');
    if (isLocked(text) && passphrase === undefined)
      throw new Error(`is locked by a passphrase, and ${name} is not set`);
    return privateKeyIn(text, passphrase);
  };
}

/** What a file holds, or an error that names the file. */
function within<T>(path: string, sources: TlsSources, read: (text: string) => T): T {
  let text: string;
  try {
    text = sources.readFile(path);
  } catch (error) {
    throw new Error(`${path} cannot be read (its path begins at banyan.yaml’s folder): ${whyOf(error)}`, {
      cause: error,
    });
  }
  try {
    return read(text);
  } catch (error) {
    throw new Error(`${path} ${whyOf(error)}`, { cause: error });
  }
}

const pem = (certificates: readonly X509Certificate[]): string | null =>
  certificates.length === 0 ? null : certificates.map(String).join('');
