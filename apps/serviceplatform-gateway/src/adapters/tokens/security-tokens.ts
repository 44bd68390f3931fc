import { type Clock, type Instant, Temporal } from '@libs/kernel';
import type {
  SecurityToken,
  SecurityTokenService,
  TokenHolder,
} from '../../ports/security-token-service.js';

type Held = {
  readonly token: SecurityToken;
  readonly holder: TokenHolder;
  /** From then on a newer one is asked for, while this one is still used. */
  readonly renewFrom: Instant;
};

/** A token with the key that it is bound to: they belong together for as long as a call lasts. */
export type BoundToken = Pick<Held, 'token' | 'holder'>;

/** What is left of a token's life in which it is no longer shown: clocks differ, and a call takes its time. */
const lastMs = 15_000;
/** After a renewal that failed, the next is tried this much later. */
const renewPauseMs = 30_000;
/** A token is renewed in the last fifth of its life at the earliest. */
const lifeShare = 5;

/**
 * Understands which token is good for which authority: asks once for however many wait, renews in the background before it
 * expires, and drops one that was not believed or whose certificate has been replaced.
 */
export class SecurityTokens {
  private readonly held = new Map<string, Held>();
  private readonly asking = new Map<string, Promise<Held>>();
  private readonly triedAt = new Map<string, number>();

  constructor(
    private readonly service: SecurityTokenService,
    private readonly clock: Clock,
    private readonly renewBeforeMs: number,
  ) {}

  /** Rejects with the service's TransientFailure if there is none and none can be had. */
  async tokenFor(cvr: string, entityId: string, holder: TokenHolder): Promise<BoundToken> {
    const key = `${cvr} ${entityId}`;
    const known = this.held.get(key);
    if (known?.holder !== holder || !this.isGood(known)) {
      return this.ask(key, cvr, entityId, holder);
    }
    if (this.isDueForRenewal(key, known)) {
      this.triedAt.set(key, this.now());
      this.ask(key, cvr, entityId, holder).catch(() => undefined); // the one we have still serves
    }
    return known;
  }

  /** Drops a token that was not believed, if it is still the one in use. */
  forget({ token }: BoundToken): void {
    for (const [key, held] of this.held) if (held.token.id === token.id) this.held.delete(key);
  }

  close(): Promise<void> {
    return this.service.close();
  }

  private ask(key: string, cvr: string, entityId: string, holder: TokenHolder): Promise<Held> {
    const already = this.asking.get(key);
    if (already !== undefined) return already;
    const asked = this.service
      .issue(cvr, entityId, holder)
      .then((token) => this.hold(key, token, holder))
      .finally(() => {
        this.asking.delete(key);
      });
    this.asking.set(key, asked);
    return asked;
  }

  private hold(key: string, token: SecurityToken, holder: TokenHolder): Held {
    const lifeMs = token.expiresAt.epochMilliseconds - this.now();
    const earlyMs = Math.round(Math.min(this.renewBeforeMs, lifeMs / lifeShare));
    const held = { token, holder, renewFrom: token.expiresAt.subtract({ milliseconds: earlyMs }) };
    this.held.set(key, held);
    return held;
  }

  private isGood({ token }: Held): boolean {
    return token.expiresAt.epochMilliseconds - this.now() > lastMs;
  }

  private isDueForRenewal(key: string, { renewFrom }: Held): boolean {
    if (Temporal.Instant.compare(renewFrom, this.clock.now()) > 0) return false;
    return this.now() - (this.triedAt.get(key) ?? 0) >= renewPauseMs;
  }

  private now(): number {
    return this.clock.now().epochMilliseconds;
  }
}
