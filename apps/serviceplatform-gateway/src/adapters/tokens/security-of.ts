import type { Clock } from '@libs/kernel';
import { type Caller, ContextSecurity, type Security } from '../serviceplatform/security.js';
import type { CertificateSettings } from '../tls/certificate.settings.js';
import type { Certificates } from '../tls/certificates.js';
import { SecurityTokens } from './security-tokens.js';
import { TokenSecurity } from './token-security.js';
import type { TokenSettings } from './token.settings.js';
import { WsTrustTokenService } from './ws-trust-token-service.js';

/** The security model that the settings ask for. Throws SettingsFailure if it can't be had with them. */
export function securityOf(
  ...[tokens, { plainHttp }, certificates, clock]: [
    TokenSettings,
    CertificateSettings,
    Certificates,
    Clock,
  ]
): Security {
  const ground = { certificates, plainHttp, clock };
  const { securityModel, tokenServiceUrl, entityId, timeoutMs, renewBeforeSeconds } = tokens;
  const { queryEntityId = entityId } = tokens;
  if (
    securityModel === 'context' ||
    tokenServiceUrl === undefined ||
    queryEntityId === undefined ||
    entityId === undefined
  )
    return new ContextSecurity(callerIn(tokens), ground);
  const service = new WsTrustTokenService({ url: tokenServiceUrl, timeoutMs }, clock);
  const cache = new SecurityTokens(service, clock, renewBeforeSeconds * 1_000);
  return new TokenSecurity(cache, { registration: entityId, query: queryEntityId }, ground);
}

/** The settings are there: they go with the context model. */
function callerIn({ serviceAgreementUuid, userSystemUuid, userUuid }: TokenSettings): Caller {
  return {
    serviceAgreementUuid: serviceAgreementUuid ?? '',
    userSystemUuid: userSystemUuid ?? '',
    userUuid: userUuid ?? '',
  };
}
