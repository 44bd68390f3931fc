import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SettingsFailure } from '@libs/config';
import { type Instant, Temporal } from '@libs/kernel';

/** A file, and the environment variable that names it. */
export type NamedFile = { readonly variable: string; readonly path: string };

export type KeyPairFiles = {
  readonly certificate: NamedFile;
  readonly key: NamedFile;
  /** Whom the other end's certificate must come from; Node's own list if it is not named. */
  readonly ca?: NamedFile | undefined;
};

/** A certificate with its key, in PEM, as TLS and signatures take them. The certificate may be followed by its issuers. */
export type KeyPair = {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly validFrom: Instant;
  readonly expiresAt: Instant;
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
  const validFrom = instantOf(certificate.validFromDate);
  const expiresAt = instantOf(certificate.validToDate);
  requireValid(files.certificate, { validFrom, expiresAt }, now);
  const ca = files.ca === undefined ? undefined : authorityIn(files.ca);
  return { cert, key, ...(ca !== undefined && { ca }), validFrom, expiresAt };
}

function textIn({ variable, path }: NamedFile): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw fault(variable, `names a file that can't be read, ${path}${code}`, 'Check the path');
  }
}

function certificateIn({ variable, path }: NamedFile, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw fault(variable, `names a file without a certificate in PEM, ${path}`, 'Convert it');
  }
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

function requireValid(
  { variable }: NamedFile,
  { validFrom, expiresAt }: Pick<KeyPair, 'validFrom' | 'expiresAt'>,
  now: Instant,
): void {
  const cure = 'Put a valid certificate and its key there';
  if (Temporal.Instant.compare(expiresAt, now) <= 0)
    throw fault(variable, `names a certificate that expired on ${expiresAt.toString()}`, cure);
  if (Temporal.Instant.compare(validFrom, now) > 0)
    throw fault(variable, `names a certificate that is valid from ${validFrom.toString()}`, cure);
}

function authorityIn(file: NamedFile): string {
  const pem = textIn(file);
  certificateIn(file, pem);
  return pem;
}

function instantOf(date: Date): Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime());
}

function fault(variable: string, wrong: string, cure: string): SettingsFailure {
  return new SettingsFailure([{ variable, wrong, cure }]);
}
