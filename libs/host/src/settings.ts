import { BytesFromEnv, DurationFromEnv, FromEnv, Part } from '@libs/config';
import { InstanceSettings, LogSettings, TracingSettings } from '@libs/observability';
import { ValidateBy } from 'class-validator';

/** Where and how the service is spoken to over HTTP. */
export class HttpSettings {
  @FromEnv('HTTP_HOST', { what: 'Address to listen on' })
  readonly host!: string;

  @FromEnv('HTTP_PORT', {
    what: 'Port to listen on; 0 takes a free one',
    default: 0,
    min: 0,
    max: 65_535,
  })
  readonly port!: number;

  @BytesFromEnv('HTTP_BODY_MAX_BYTES', {
    what: 'A longer body is refused (413)',
    default: 1_048_576,
    min: 1_024,
    max: 16_777_216,
  })
  readonly bodyMaxBytes!: number;

  @DurationFromEnv('HTTP_REQUEST_TIMEOUT_MS', {
    what: 'A request that is not whole by then is cut off',
    default: 30_000,
    min: 1_000,
    max: 300_000,
  })
  readonly requestTimeoutMs!: number;

  @DurationFromEnv('READY_CHECK_TIMEOUT_MS', {
    what: 'A readiness check that has not answered by then counts as not ready',
    default: 2_000,
    min: 50,
    max: 30_000,
  })
  readonly readyCheckTimeoutMs!: number;

  @DurationFromEnv('DRAIN_TIMEOUT_MS', {
    what: 'What is under way may take this long to end when the service stops',
    default: 25_000,
    min: 0,
    max: 600_000,
  })
  readonly drainTimeoutMs!: number;
}

/** Whose access tokens are believed. */
export class OidcSettings {
  @FromEnv('OIDC_ISSUER', {
    what: 'Issuer of access tokens; http only on the loopback',
    protocols: ['https', 'http'],
  })
  @ValidateBy({
    name: 'isSafeIssuer',
    validator: {
      validate: isSafeIssuer,
      defaultMessage: () => 'must be an https address (http only on the loopback)',
    },
  })
  readonly issuer!: string;

  @FromEnv('OIDC_AUDIENCE', { what: 'Audience that an access token must name', lengthMax: 200 })
  readonly audience!: string;

  @FromEnv('OIDC_ALGORITHM', {
    what: 'The one signature algorithm that is accepted',
    oneOf: ['ES256', 'RS256'],
    default: 'ES256',
  })
  readonly algorithm!: 'ES256' | 'RS256';

  @DurationFromEnv('OIDC_CLOCK_TOLERANCE_SECONDS', {
    what: "How far the issuer's clock may be off",
    default: 5,
    min: 0,
    max: 120,
  })
  readonly clockToleranceSeconds!: number;

  @DurationFromEnv('OIDC_KEYS_MAX_AGE_SECONDS', {
    what: "The issuer's keys are fetched anew after this time",
    default: 600,
    min: 10,
    max: 86_400,
  })
  readonly keysMaxAgeSeconds!: number;

  @DurationFromEnv('OIDC_KEYS_COOLDOWN_SECONDS', {
    what: 'A token with an unknown key makes them be fetched anew, but not more often than this',
    default: 30,
    min: 0,
    max: 3_600,
  })
  readonly keysCooldownSeconds!: number;

  @DurationFromEnv('OIDC_TIMEOUT_MS', {
    what: 'How long the issuer may take to answer',
    default: 3_000,
    min: 100,
    max: 30_000,
  })
  readonly timeoutMs!: number;
}

/** What every service is told; a service's own settings extend it with its parts. */
export class ServiceSettings {
  @Part() readonly http!: HttpSettings;
  @Part() readonly oidc!: OidcSettings;
  @Part() readonly log!: LogSettings;
  @Part() readonly tracing!: TracingSettings;
  @Part() readonly instance!: InstanceSettings;
}

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Tokens and keys must not travel in the open, except inside one machine. */
export function isSafeIssuer(issuer: unknown): boolean {
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) return false;
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
}
