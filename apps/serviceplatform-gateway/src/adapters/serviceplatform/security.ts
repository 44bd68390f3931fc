import type { Clock } from '@libs/kernel';
import type { Lane } from '../../ports/debtor-system.js';
import type { CertificateFiles } from '../tls/certificate-files.js';
import type { KeyPair } from '../tls/key-pair.js';
import type { CalledService } from './contract.js';
import { requireSafeWay } from './safe-way.js';

/** Who calls, as InvocationContext has it. */
export type Caller = {
  readonly serviceAgreementUuid: string;
  readonly userSystemUuid: string;
  readonly userUuid: string;
};

/** Where a message goes and what it asks for, as WS-Addressing has it. */
export type Addressing = {
  readonly to: string;
  readonly action: string;
  /** A UUID of this transmission: a repeat gets its own. */
  readonly messageId: string;
};

/** What a call carries so that the platform lets it in. */
export type Credentials = {
  readonly caller?: Caller;
  /** Municipality for CallContext and AuthorityContext beside the token. */
  readonly authorityCvr?: string;
  /** Makes of the message what goes on the wire; without it, the message goes as it is. */
  readonly protect?: (message: string, addressing: Addressing) => string;
};

/** What every security model stands on. */
export type Ground = {
  /** What we show when we call over TLS, and sign with. */
  readonly certificates: { readonly client: CertificateFiles | undefined };
  readonly plainHttp: 'loopback' | 'anywhere';
  readonly clock: Clock;
};

/** Understands how the platform is told who calls: one strategy per security model. */
export abstract class Security {
  constructor(protected readonly ground: Ground) {}

  /** What a lane's connections are made with now; nothing where only the own machine is called. */
  forConnection(): KeyPair | undefined {
    return this.ground.certificates.client?.current;
  }

  /** What the next call of this lane to a service must carry. Rejects with TransientFailure if it can't be had, or the way is not safe. */
  async forCall(lane: Lane, service: CalledService['name']): Promise<Credentials> {
    const { clock, plainHttp } = this.ground;
    requireSafeWay(lane.endpoint, { keyPair: this.forConnection(), plainHttp, now: clock.now() });
    return this.credentials(lane, service);
  }

  protected abstract credentials(
    lane: Lane,
    service: CalledService['name'],
  ): Credentials | Promise<Credentials>;

  /**
   * The platform did not believe what a call carried. True if the next call will carry something else, so that it is worth
   * repeating at once.
   */
  abstract notBelieved(credentials: Credentials): boolean;

  /** Lets go of whoever it asks. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Understands the context model: the client certificate says who calls, InvocationContext under which agreement. */
export class ContextSecurity extends Security {
  private readonly own: Credentials;

  constructor(caller: Caller, ground: Ground) {
    super(ground);
    this.own = { caller };
  }

  protected override credentials(): Credentials {
    return this.own;
  }

  override notBelieved(): boolean {
    return false;
  }
}
