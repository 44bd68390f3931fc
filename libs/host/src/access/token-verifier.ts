import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { OidcSettings } from '../settings.js';
import { Caller } from './caller.js';
import { Denial, type DenialReason } from './denial.js';
import { IssuerKeys } from './issuer-keys.js';

/** A longer header is no token of ours, and is not worth a look. */
const headerLengthMax = 8_192;

/** Understands access tokens: signed JWTs of type `at+jwt` (RFC 9068) by the one issuer, for our audience, by the one algorithm. */
export class TokenVerifier {
  private readonly keys: IssuerKeys;

  constructor(private readonly settings: OidcSettings) {
    this.keys = new IssuerKeys(settings);
  }

  /**
   * Who calls, by the `Authorization` header.
   * @throws Denial 401, or TransientFailure `issuer.unavailable`
   */
  async callerOf(authorization: string | undefined): Promise<Caller> {
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
    if (authorization === undefined || token === undefined) throw Denial.noToken();
    if (authorization.length > headerLengthMax) throw Denial.badToken('malformed');
    return callerIn(await this.claimsOf(token));
  }

  private async claimsOf(token: string): Promise<JWTPayload> {
    const { issuer, audience, algorithm, clockToleranceSeconds } = this.settings;
    try {
      const { payload } = await jwtVerify(token, this.keys.get, {
        issuer,
        audience,
        algorithms: [algorithm],
        typ: 'at+jwt',
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['sub', 'iat', 'exp'],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw Denial.badToken(reasonOf(error));
      throw error;
    }
  }
}

function callerIn({ sub, roles, municipalities }: JWTPayload): Caller {
  if (sub === undefined || sub === '') throw Denial.badToken('missing-claim');
  return new Caller(
    sub,
    texts(roles),
    municipalities === '*' ? '*' : texts(municipalities).filter((code) => /^\d{3}$/.test(code)),
  );
}

function texts(claim: unknown): string[] {
  return Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : [];
}

const byClaim: Readonly<Record<string, DenialReason>> = {
  iss: 'wrong-issuer',
  aud: 'wrong-audience',
  typ: 'wrong-type',
  nbf: 'not-yet-valid',
};

const byCode: Readonly<Record<string, DenialReason>> = {
  ERR_JWT_EXPIRED: 'expired',
  ERR_JOSE_ALG_NOT_ALLOWED: 'wrong-algorithm',
  ERR_JOSE_NOT_SUPPORTED: 'wrong-algorithm',
  ERR_JWKS_NO_MATCHING_KEY: 'unknown-key',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'unknown-key',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'bad-signature',
};

function reasonOf(error: errors.JOSEError): DenialReason {
  if (error instanceof errors.JWTClaimValidationFailed)
    return byClaim[error.claim] ?? 'missing-claim';
  return byCode[error.code] ?? 'malformed';
}
