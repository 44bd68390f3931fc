import type { KeyFiles } from './key-files.js';

export type ServiceSurroundings = {
  readonly amqpUrl: string;
  /** The broker's, where it has one: services look at flags and policies before they start. */
  readonly managementUrl: string | undefined;
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly keys: KeyFiles;
  /** Where traces are kept, if they are. */
  readonly otlpEndpoint?: string;
};

export const audience = 'debitorbro';

/** Invented: these name nobody's agreement at Serviceplatformen. */
const serviceplatform = {
  SP_SERVICE_AGREEMENT_UUID: '10ca1000-0000-4000-8000-000000000001',
  SP_USER_SYSTEM_UUID: '10ca1000-0000-4000-8000-000000000002',
  SP_USER_UUID: '10ca1000-0000-4000-8000-000000000003',
};

/**
 * What bounds a service's memory, in the image too: V8's own bound would be a share of the machine's memory, and nothing is
 * collected long before it. Batches are bounded in bytes, so that no one of them needs more.
 */
export const heapOfServices = '--max-old-space-size=128 --max-semi-space-size=16';

/** Claims that only time can release are looked for more often than in production: somebody is watching. */
const reconsiderEveryMs = 5_000;

/**
 * What a service is told, over what the runner itself was: its own database, the keys by file, no port of its own choosing.
 * A developer's own settings (tracing, limits) go through.
 */
export function serviceEnvironment(
  base: Readonly<Record<string, string | undefined>>,
  { amqpUrl, managementUrl, databaseUrl, issuer, keys, otlpEndpoint }: ServiceSurroundings,
): Readonly<Record<string, string | undefined>> {
  return {
    ...serviceplatform,
    RECONSIDER_EVERY_MS: String(reconsiderEveryMs),
    LOG_LEVEL: 'info',
    NODE_OPTIONS: heapOfServices,
    ...(otlpEndpoint !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint }),
    ...base,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: '0',
    AMQP_URL: amqpUrl,
    AMQP_MANAGEMENT_URL: managementUrl,
    DATABASE_URL: databaseUrl,
    SEALING_KEYS_FILE: keys.sealing,
    HASH_KEYS_FILE: keys.hash,
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    SERVICE_INSTANCE: 'local-1',
  };
}
