import { DurationFromEnv, FromEnv } from '@libs/config';
import { GoesWith } from '../tls/goes-with.js';

/** How the platform is told who calls, and where tokens come from. One for the environment: all municipalities share it. */
export class TokenSettings {
  @FromEnv('SP_SECURITY_MODEL', {
    what: 'context: the client certificate and InvocationContext; token: a SAML token for each municipality',
    oneOf: ['context', 'token'],
    default: 'context',
  })
  @GoesWith(
    {
      tokenServiceUrl: 'SP_STS_URL',
      entityId: 'SP_ENTITY_ID',
    },
    (model) => model === 'token',
  )
  readonly securityModel!: 'context' | 'token';

  @FromEnv('SP_STS_URL', {
    what: 'Where the security token service is, in the token model',
    protocols: ['https'],
    optional: true,
  })
  readonly tokenServiceUrl?: string;

  @FromEnv('SP_ENTITY_ID', {
    what: 'The entity id of DebitorRegistreringAfsend, which tokens are asked for',
    optional: true,
  })
  readonly entityId?: string;

  @FromEnv('SP_QUERY_ENTITY_ID', {
    what: 'The entity id of DebitorForespørgselAfsend; else SP_ENTITY_ID is used for it too',
    optional: true,
  })
  readonly queryEntityId?: string;

  @DurationFromEnv('SP_STS_TIMEOUT_MS', {
    what: 'How long the security token service may take',
    default: 10_000,
    min: 100,
    max: 60_000,
  })
  readonly timeoutMs!: number;

  @DurationFromEnv('SP_TOKEN_RENEW_BEFORE_SECONDS', {
    what: 'How long before it expires a token is renewed; at most a fifth of its life',
    default: 300,
    min: 1,
    max: 86_400,
  })
  readonly renewBeforeSeconds!: number;
}
