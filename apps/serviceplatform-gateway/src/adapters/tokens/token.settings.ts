import { DurationFromEnv, FromEnv } from '@libs/config';
import { Matches } from 'class-validator';
import { GoesWith } from '../tls/goes-with.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mustBeUuid = { message: 'must be a UUID in lower case' };

/** How the platform is told who calls, and where tokens come from. One for the environment: all municipalities share it. */
export class TokenSettings {
  @FromEnv('SP_SECURITY_MODEL', {
    what: 'context: the client certificate and InvocationContext; token: a SAML token for each municipality',
    oneOf: ['context', 'token'],
    default: 'context',
  })
  @GoesWith(
    {
      serviceAgreementUuid: 'SP_SERVICE_AGREEMENT_UUID',
      userSystemUuid: 'SP_USER_SYSTEM_UUID',
      userUuid: 'SP_USER_UUID',
    },
    (model) => model === 'context',
  )
  @GoesWith(
    {
      tokenServiceUrl: 'SP_STS_URL',
      entityId: 'SP_ENTITY_ID',
    },
    (model) => model === 'token',
  )
  readonly securityModel!: 'context' | 'token';

  @FromEnv('SP_SERVICE_AGREEMENT_UUID', {
    what: 'The service agreement under which the gateway calls, in the context model',
    optional: true,
  })
  @Matches(uuid, mustBeUuid)
  readonly serviceAgreementUuid?: string;

  @FromEnv('SP_USER_SYSTEM_UUID', {
    what: 'The IT system that calls, as registered at the platform, in the context model',
    optional: true,
  })
  @Matches(uuid, mustBeUuid)
  readonly userSystemUuid?: string;

  @FromEnv('SP_USER_UUID', {
    what: 'The user organisation on whose behalf the system calls, in the context model',
    optional: true,
  })
  @Matches(uuid, mustBeUuid)
  readonly userUuid?: string;

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
