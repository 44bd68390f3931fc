import { FromEnv } from '@libs/config';
import { GoesWith } from './goes-with.js';

/** Who may report to the gateway: the platform by its certificate, by a token, or by both; what is set is asked for. */
export class CallbackSettings {
  @FromEnv('SP_CALLBACK_PORT', {
    what: 'Port on which the platform calls by TLS; 0 takes a free one. Without it, reports are taken at the plain port',
    min: 0,
    max: 65_535,
    optional: true,
  })
  @GoesWith({
    certificateFile: 'SP_CALLBACK_CERTIFICATE_FILE',
    keyFile: 'SP_CALLBACK_KEY_FILE',
  })
  @GoesWith(
    { caFile: 'SP_CALLBACK_CA_FILE', subject: 'SP_CALLBACK_SUBJECT' },
    (_, settings) => (settings as CallbackSettings).tokenCertificateFile === undefined,
  )
  readonly port?: number;

  @FromEnv('SP_CALLBACK_CERTIFICATE_FILE', {
    what: 'The certificate that callers see there, in PEM; its issuers may follow it',
    optional: true,
  })
  @GoesWith({ port: 'SP_CALLBACK_PORT' })
  readonly certificateFile?: string;

  @FromEnv('SP_CALLBACK_KEY_FILE', { what: 'Its private key, in PEM', optional: true })
  @GoesWith({ port: 'SP_CALLBACK_PORT' })
  readonly keyFile?: string;

  @FromEnv('SP_CALLBACK_CA_FILE', {
    what: "Whom the platform's certificate must come from, in PEM; it may be left out where a token is asked for",
    optional: true,
  })
  @GoesWith({ port: 'SP_CALLBACK_PORT', subject: 'SP_CALLBACK_SUBJECT' })
  readonly caFile?: string;

  @FromEnv('SP_CALLBACK_SUBJECT', {
    what: "What the subject of the platform's certificate must hold, e.g. CN=SP_PROD_Callback,O=KOMBIT,C=DK",
    optional: true,
  })
  @GoesWith({ port: 'SP_CALLBACK_PORT', caFile: 'SP_CALLBACK_CA_FILE' })
  readonly subject?: string;

  @FromEnv('SP_CALLBACK_TOKEN_CERTIFICATE_FILE', {
    what: 'What the issuer signs tokens with: its certificate in PEM, or the former and the next. With it, every report must carry a token',
    optional: true,
  })
  @GoesWith({
    tokenIssuer: 'SP_CALLBACK_TOKEN_ISSUER',
    tokenAudience: 'SP_CALLBACK_TOKEN_AUDIENCE',
  })
  readonly tokenCertificateFile?: string;

  @FromEnv('SP_CALLBACK_TOKEN_ISSUER', {
    what: 'How the issuer names itself in its tokens',
    optional: true,
  })
  @GoesWith({ tokenCertificateFile: 'SP_CALLBACK_TOKEN_CERTIFICATE_FILE' })
  readonly tokenIssuer?: string;

  @FromEnv('SP_CALLBACK_TOKEN_AUDIENCE', {
    what: 'The entity id of our own DækningAfskrivningRegistreringAfsend, which such a token must be for',
    optional: true,
  })
  @GoesWith({ tokenCertificateFile: 'SP_CALLBACK_TOKEN_CERTIFICATE_FILE' })
  readonly tokenAudience?: string;
}
