import { DurationFromEnv, FromEnv } from '@libs/config';
import { GoesWith } from './goes-with.js';

/** Which certificates the gateway shows, and whose it believes, when it calls and when it is called. */
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

  @FromEnv('SP_CALLBACK_PORT', {
    what: 'Port on which the platform calls by mutual TLS; 0 takes a free one. Without it, reports are taken at the plain port',
    min: 0,
    max: 65_535,
    optional: true,
  })
  @GoesWith({
    callbackCertificateFile: 'SP_CALLBACK_CERTIFICATE_FILE',
    callbackKeyFile: 'SP_CALLBACK_KEY_FILE',
    callbackCaFile: 'SP_CALLBACK_CA_FILE',
    callbackSubject: 'SP_CALLBACK_SUBJECT',
  })
  readonly callbackPort?: number;

  @FromEnv('SP_CALLBACK_CERTIFICATE_FILE', {
    what: 'The certificate that callers see there, in PEM; its issuers may follow it',
    optional: true,
  })
  @GoesWith({ callbackPort: 'SP_CALLBACK_PORT' })
  readonly callbackCertificateFile?: string;

  @FromEnv('SP_CALLBACK_KEY_FILE', { what: 'Its private key, in PEM', optional: true })
  @GoesWith({ callbackPort: 'SP_CALLBACK_PORT' })
  readonly callbackKeyFile?: string;

  @FromEnv('SP_CALLBACK_CA_FILE', {
    what: "Whom the platform's certificate must come from, in PEM",
    optional: true,
  })
  @GoesWith({ callbackPort: 'SP_CALLBACK_PORT' })
  readonly callbackCaFile?: string;

  @FromEnv('SP_CALLBACK_SUBJECT', {
    what: "What the subject of the platform's certificate must hold, e.g. CN=SP_PROD_Callback,O=KOMBIT,C=DK",
    optional: true,
  })
  @GoesWith({ callbackPort: 'SP_CALLBACK_PORT' })
  readonly callbackSubject?: string;

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
