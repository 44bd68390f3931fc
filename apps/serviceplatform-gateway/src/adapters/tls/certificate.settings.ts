import { DurationFromEnv, FromEnv } from '@libs/config';
import { GoesWith } from './goes-with.js';

/** Which certificate the gateway shows and whose it believes when it calls, and how all certificates are watched. */
export class CertificateSettings {
  @FromEnv('SP_CLIENT_CERTIFICATE_FILE', {
    what: 'The certificate that the gateway calls with, in PEM; its issuers may follow it',
    optional: true,
  })
  @GoesWith({ clientKeyFile: 'SP_CLIENT_KEY_FILE' })
  readonly clientCertificateFile?: string;

  @FromEnv('SP_CLIENT_KEY_FILE', { what: 'Its private key, in PEM', optional: true })
  @GoesWith({ clientCertificateFile: 'SP_CLIENT_CERTIFICATE_FILE' })
  readonly clientKeyFile?: string;

  @FromEnv('SP_CA_FILE', {
    what: "Whom the called services' certificates must come from, in PEM; else the list that Node has",
    optional: true,
  })
  @GoesWith({ clientCertificateFile: 'SP_CLIENT_CERTIFICATE_FILE' })
  readonly caFile?: string;

  @DurationFromEnv('SP_CERTIFICATES_CHECK_MS', {
    what: 'How often the files are looked at; what has changed is taken into use without a restart',
    default: 30_000,
    min: 50,
    max: 3_600_000,
  })
  readonly checkMs!: number;

  @DurationFromEnv('SP_CERTIFICATES_WARNING_DAYS', {
    what: 'A certificate that expires sooner is warned of once a day',
    default: 30,
    min: 1,
    max: 365,
  })
  readonly warningDays!: number;

  @FromEnv('SP_PLAIN_HTTP', {
    what: 'Where calls without TLS are allowed, in both directions: on the own machine, or anywhere (behind a proxy that does TLS)',
    oneOf: ['loopback', 'anywhere'],
    default: 'loopback',
  })
  readonly plainHttp!: 'loopback' | 'anywhere';
}
