import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';

/** A certificate and its key, both PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** Who signs certificates in a test; no test needs openssl on its path. */
export interface Authority {
  readonly pem: string;
  /** For names and addresses; valid for a day around now unless `until` says otherwise. */
  issue(names: readonly string[], until?: Date): Issued;
}

const day = 86_400_000;
let serial = 1;

/** A new authority that nobody knows yet. */
export function createAuthority(name = 'Test Authority'): Authority {
  const own = keyPair();
  const subject = [{ name: 'commonName', value: name }];
  const certificate = unsigned(own.forge.publicKey, subject, subject, new Date(Date.now() + day));
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ]);
  certificate.sign(own.forge.privateKey, forge.md.sha256.create());
  return {
    pem: forge.pki.certificateToPem(certificate),
    issue(names, until = new Date(Date.now() + day)) {
      const pair = keyPair();
      const leaf = unsigned(
        pair.forge.publicKey,
        [{ name: 'commonName', value: names[0] ?? '' }],
        subject,
        until,
      );
      leaf.setExtensions([
        { name: 'basicConstraints', cA: false },
        {
          name: 'subjectAltName',
          altNames: names.map((one) => (isIP(one) === 0 ? { type: 2, value: one } : { type: 7, ip: one })),
        },
      ]);
      leaf.sign(own.forge.privateKey, forge.md.sha256.create());
      return { cert: forge.pki.certificateToPem(leaf), key: pair.pem };
    },
  };
}

/** The key again, locked by a passphrase. */
export const locked = (key: string, passphrase: string): string =>
  createPrivateKey(key)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString();

function unsigned(
  publicKey: forge.pki.PublicKey,
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
  until: Date,
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = String(serial++).padStart(2, '0');
  certificate.validity.notBefore = new Date(Math.min(Date.now(), until.getTime()) - day);
  certificate.validity.notAfter = until;
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  return certificate;
}

/** Node makes the keys: forge's own, in JavaScript, take seconds. */
function keyPair(): { pem: string; forge: forge.pki.rsa.KeyPair } {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    pem: pair.privateKey,
    forge: {
      publicKey: forge.pki.publicKeyFromPem(pair.publicKey),
      privateKey: forge.pki.privateKeyFromPem(pair.privateKey),
    },
  };
}
