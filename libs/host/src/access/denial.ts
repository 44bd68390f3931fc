import { Problem } from '../problem/problem.js';

/** Why somebody was turned away; fit for logs and labels. */
export type DenialReason =
  | 'no-token'
  | 'malformed'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'wrong-type'
  | 'wrong-algorithm'
  | 'unknown-key'
  | 'bad-signature'
  | 'missing-claim'
  | 'missing-role'
  | 'other-municipality';

/** Understands how a caller is turned away (RFC 6750): 401 when it is unclear who they are, 403 when they may not. The token is quoted nowhere. */
export class Denial extends Problem {
  private constructor(
    status: 401 | 403,
    readonly reason: DenialReason,
    challenge: string,
    detail: string,
  ) {
    super(status, { code: `access.${reason}`, detail, headers: { 'WWW-Authenticate': challenge } });
    this.name = 'Denial';
  }

  static noToken(): Denial {
    return new Denial(
      401,
      'no-token',
      'Bearer realm="debitorbro"',
      'An access token is needed (Authorization: Bearer).',
    );
  }

  static badToken(reason: DenialReason): Denial {
    return new Denial(
      401,
      reason,
      'Bearer realm="debitorbro", error="invalid_token"',
      'The access token is not accepted.',
    );
  }

  static missingRole(role: string): Denial {
    const challenge = `Bearer realm="debitorbro", error="insufficient_scope", scope="${role}"`;
    return new Denial(403, 'missing-role', challenge, `The access token does not grant ${role}.`);
  }

  static otherMunicipality(): Denial {
    const challenge = 'Bearer realm="debitorbro", error="insufficient_scope"';
    return new Denial(
      403,
      'other-municipality',
      challenge,
      'The access token does not hold the municipality concerned.',
    );
  }
}
