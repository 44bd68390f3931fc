import { TransientFailure } from '@libs/kernel';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { isSafeIssuer, type OidcSettings } from '../settings.js';

const perSecond = 1_000;

/**
 * Understands the keys of the issuer: found by its discovery document, cached, and fetched anew when they are old or a token
 * names one that is not known (but not more often than the cool-down allows, or strangers could make us hammer the issuer).
 */
export class IssuerKeys {
  private found: Promise<JWTVerifyGetKey> | undefined;

  constructor(private readonly settings: OidcSettings) {}

  /** @throws TransientFailure `issuer.unavailable` when keys are needed and can't be had. */
  readonly get: JWTVerifyGetKey = async (header, token) => {
    const keys = await this.keys();
    try {
      return await keys(header, token);
    } catch (error) {
      throw isAboutTheToken(error)
        ? error
        : new TransientFailure('issuer.unavailable', "The issuer's keys can't be fetched.");
    }
  };

  private async keys(): Promise<JWTVerifyGetKey> {
    this.found ??= this.discover();
    try {
      return await this.found;
    } catch {
      this.found = undefined; // the next request tries again
      throw new TransientFailure(
        'issuer.unavailable',
        "The issuer's discovery document can't be read.",
      );
    }
  }

  /** Source: OpenID Connect Discovery 1.0, section 4; the document must name the very issuer it was asked of. */
  private async discover(): Promise<JWTVerifyGetKey> {
    const { issuer, timeoutMs, keysCooldownSeconds, keysMaxAgeSeconds } = this.settings;
    const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    const document = (await answer.json()) as {
      readonly issuer?: unknown;
      readonly jwks_uri?: unknown;
    };
    const { jwks_uri: keysAt } = document;
    if (document.issuer !== issuer || typeof keysAt !== 'string' || !isSafeIssuer(keysAt))
      throw new Error('The discovery document is not the issuer’s.');
    return createRemoteJWKSet(new URL(keysAt), {
      timeoutDuration: timeoutMs,
      cooldownDuration: keysCooldownSeconds * perSecond,
      cacheMaxAge: keysMaxAgeSeconds * perSecond,
    });
  }
}

function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
