import type { KeyObject, X509Certificate } from 'node:crypto';
import { type Instant, Temporal } from '@libs/kernel';
import {
  certificateIn,
  fault,
  type NamedFile,
  requireValid,
  textIn,
  type Validity,
  validityOf,
} from './pem-files.js';

/** The certificates of somebody whose signatures are believed; a second one stands beside the first while that is replaced. */
export type TrustedKeys = Validity & {
  readonly certs: string;
  readonly certificates: readonly X509Certificate[];
};

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads certificates with RSA keys, of which one at least must be valid at `now`. They expire when the last of them does.
 * @throws SettingsFailure naming the variable, what is wrong, and the cure
 */
export function readTrustedKeys(file: NamedFile, now: Instant): TrustedKeys {
  const certs = textIn(file);
  const certificates = (certs.match(pem) ?? [certs]).map((text) => certificateIn(file, text));
  if (certificates.some(({ publicKey }) => publicKey.asymmetricKeyType !== 'rsa')) {
    const cure = 'Name what signs by RSA-SHA256';
    throw fault(file.variable, `names a certificate whose key is not RSA, ${file.path}`, cure);
  }
  const validity = certificates
    .map(validityOf)
    .reduce((one, other) => (isBefore(one.expiresAt, other.expiresAt) ? other : one));
  const found = { certs, certificates, ...validity };
  if (keysAt(found, now).length === 0) requireValid(file, validity, now);
  return found;
}

/** The keys whose certificates are valid at `now`. */
export function keysAt({ certificates }: TrustedKeys, now: Instant): readonly KeyObject[] {
  return certificates
    .filter((certificate) => {
      const { validFrom, expiresAt } = validityOf(certificate);
      return !isBefore(now, validFrom) && isBefore(now, expiresAt);
    })
    .map(({ publicKey }) => publicKey);
}

function isBefore(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}
