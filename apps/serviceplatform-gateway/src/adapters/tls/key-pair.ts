import { createPrivateKey, type X509Certificate } from 'node:crypto';
import type { Instant } from '@libs/kernel';
import {
  certificateIn,
  fault,
  type NamedFile,
  requireValid,
  textIn,
  type Validity,
  validityOf,
} from './pem-files.js';

export type KeyPairFiles = {
  readonly certificate: NamedFile;
  readonly key: NamedFile;
  /** Whom the other end's certificate must come from; Node's own list if it is not named. */
  readonly ca?: NamedFile | undefined;
};

/** A certificate with its key, in PEM, as TLS and signatures take them. The certificate may be followed by its issuers. */
export type KeyPair = Validity & {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
};

/**
 * Reads a key pair and checks that it can be used at `now`: both files read and parse, belong together, and the certificate is valid.
 * @throws SettingsFailure naming the variable, what is wrong, and the cure; never the key.
 */
export function readKeyPair(files: KeyPairFiles, now: Instant): KeyPair {
  const cert = textIn(files.certificate);
  const key = textIn(files.key);
  const certificate = certificateIn(files.certificate, cert);
  requireKey(certificate, files.key, key);
  const validity = validityOf(certificate);
  requireValid(files.certificate, validity, now);
  const ca = files.ca === undefined ? undefined : authorityIn(files.ca);
  return { cert, key, ...(ca !== undefined && { ca }), ...validity };
}

function requireKey(
  certificate: X509Certificate,
  { variable, path }: NamedFile,
  pem: string,
): void {
  const key = privateKeyIn(variable, path, pem);
  if (!certificate.checkPrivateKey(key))
    throw fault(variable, `names the key of another certificate, ${path}`, 'Name its own key');
}

function privateKeyIn(
  variable: string,
  path: string,
  pem: string,
): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(pem);
  } catch {
    const cure = 'Convert it, and take its passphrase off';
    throw fault(variable, `names a file without a usable private key in PEM, ${path}`, cure);
  }
}

function authorityIn(file: NamedFile): string {
  const pem = textIn(file);
  certificateIn(file, pem);
  return pem;
}
