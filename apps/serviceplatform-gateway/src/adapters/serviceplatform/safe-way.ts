import { isIP } from 'node:net';
import { type Instant, Temporal, TransientFailure } from '@libs/kernel';
import type { KeyPair } from '../tls/key-pair.js';

export type Way = {
  readonly keyPair: KeyPair | undefined;
  readonly plainHttp: 'loopback' | 'anywhere';
  readonly now: Instant;
};

/**
 * Personal data goes over TLS, with our certificate shown, or does not leave the machine.
 * @throws TransientFailure saying what the operator must mend; nothing has been sent
 */
export function requireSafeWay(endpoint: string, { keyPair, plainHttp, now }: Way): void {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === 'https:') requireCertificate(keyPair, now);
  else if (plainHttp === 'loopback' && !isLoopback(hostname))
    throw new TransientFailure(
      'serviceplatform.plain-http',
      'The debtor system is not reached by https, and SP_PLAIN_HTTP does not allow it.',
    );
}

function requireCertificate(keyPair: KeyPair | undefined, now: Instant): void {
  if (keyPair === undefined)
    throw new TransientFailure(
      'serviceplatform.certificate-missing',
      'The debtor system is reached by https, and SP_CLIENT_CERTIFICATE_FILE is not set.',
    );
  if (Temporal.Instant.compare(keyPair.expiresAt, now) <= 0)
    throw new TransientFailure(
      'serviceplatform.certificate-expired',
      `The certificate in SP_CLIENT_CERTIFICATE_FILE expired on ${keyPair.expiresAt.toString()}.`,
    );
}

/** Whether an address leads to the own machine, as a URL or a socket has it. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/^::ffff:/, '');
  if (isIP(bare) === 4) return bare.startsWith('127.');
  return bare === '::1' || bare === 'localhost';
}
