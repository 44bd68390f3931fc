import type { Instant } from '@libs/kernel';

/** A token for calls on behalf of one authority. It opens nothing without the key that it is bound to. */
export type SecurityToken = {
  /** As its issuer wrote it. */
  readonly xml: string;
  readonly id: string;
  readonly expiresAt: Instant;
};

/** The certificate that a token is to be bound to, and its key, in PEM. */
export type TokenHolder = { readonly cert: string; readonly key: string; readonly ca?: string };

/** Issues tokens: KOMBIT's security token service (SF1514). */
export abstract class SecurityTokenService {
  /**
   * Asks for a token for the service with that entity id, on behalf of that authority.
   * Throws TransientFailure `serviceplatform.token-unavailable` or `serviceplatform.token-refused`.
   */
  abstract issue(cvr: string, entityId: string, holder: TokenHolder): Promise<SecurityToken>;

  /** Lets go of connections. */
  abstract close(): Promise<void>;
}
