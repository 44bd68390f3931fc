import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SettingsFailure } from '@libs/config';
import { type Instant, Temporal } from '@libs/kernel';

/** A file, and the environment variable that names it. */
export type NamedFile = { readonly variable: string; readonly path: string };

/** From when until when a certificate is good. */
export type Validity = { readonly validFrom: Instant; readonly expiresAt: Instant };

export function textIn({ variable, path }: NamedFile): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw fault(variable, `names a file that can't be read, ${path}${code}`, 'Check the path');
  }
}

export function certificateIn({ variable, path }: NamedFile, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw fault(variable, `names a file without a certificate in PEM, ${path}`, 'Convert it');
  }
}

export function validityOf({ validFromDate, validToDate }: X509Certificate): Validity {
  return { validFrom: instantOf(validFromDate), expiresAt: instantOf(validToDate) };
}

export function requireValid(
  { variable }: NamedFile,
  { validFrom, expiresAt }: Validity,
  now: Instant,
): void {
  const cure = 'Put a valid certificate there, and with it what belongs to it';
  if (Temporal.Instant.compare(expiresAt, now) <= 0)
    throw fault(variable, `names a certificate that expired on ${expiresAt.toString()}`, cure);
  if (Temporal.Instant.compare(validFrom, now) > 0)
    throw fault(variable, `names a certificate that is valid from ${validFrom.toString()}`, cure);
}

function instantOf(date: Date): Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime());
}

/** What is wrong with a file that a setting names. */
export function fault(variable: string, wrong: string, cure: string): SettingsFailure {
  return new SettingsFailure([{ variable, wrong, cure }]);
}
