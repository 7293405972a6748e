import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM file in the order they stand there, at least one.
 * @throws Error that says why there is none to use
 */
export function certificatesIn(text: string): readonly X509Certificate[] {
  const blocks = text.match(certificate) ?? [];
  if (blocks.length === 0) {
    throw new Error(
      /PRIVATE KEY-----/.test(text)
        ? 'holds a private key, not a certificate'
        : 'holds no PEM certificate: it must have a line -----BEGIN CERTIFICATE-----. DER becomes PEM with openssl x509 -inform der',
    );
  }
  return blocks.map((block, i) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw new Error(`holds a certificate (number ${i + 1}) that cannot be read: ${whyOf(error)}`, {
        cause: error,
      });
    }
  });
}

/** Whether a PEM file's private key is locked by a passphrase (PKCS #8, or the older RFC 1421 form). */
export const isLocked = (text: string): boolean =>
  /BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(text);

/**
 * The private key of a PEM file. It comes back as an object that no log, no JSON and no page can print.
 * @throws Error that says why there is none to use
 */
export function privateKeyIn(text: string, passphrase: string | undefined): KeyObject {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new Error('holds no PEM private key: it must have a line like -----BEGIN PRIVATE KEY-----');
  }
  try {
    return createPrivateKey(passphrase === undefined ? text : { key: text, passphrase });
  } catch (error) {
    throw new Error(
      isLocked(text)
        ? 'is not unlocked by its passphrase'
        : `holds a key that cannot be read: ${whyOf(error)}`,
      { cause: error },
    );
  }
}

/** Why the clock is against a certificate; undefined while it is valid. */
export function untimely(one: X509Certificate, now: Date): string | undefined {
  const subject = one.subject.replaceAll('\n', ', ');
  if (new Date(one.validTo) < now) return `the certificate of ${subject} expired at ${one.validTo}`;
  if (new Date(one.validFrom) > now)
    return `the certificate of ${subject} is not valid before ${one.validFrom}`;
  return undefined;
}

/** What an error says, whatever was thrown. */
export const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
