import type { Lane } from '../../ports/debtor-system.js';
import type { ServiceplatformSettings } from './serviceplatform.settings.js';

/** Who calls, as InvocationContext has it. */
export type Caller = {
  readonly serviceAgreementUuid: string;
  readonly userSystemUuid: string;
  readonly userUuid: string;
};

/** What a call carries so that the platform lets it in. */
export type Credentials = {
  readonly caller?: Caller;
  /** Municipality for an AuthorityContext beside the token. */
  readonly authorityCvr?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What a lane's connections are made with, when the endpoint is reached over TLS. */
export type ClientCertificate = {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
};

/** Understands how the platform is told who calls: one strategy per security model. */
export abstract class Security {
  /** What the next call of this lane must carry. May ask somebody for a token; rejects with TransientFailure if it gets none. */
  abstract forCall(lane: Lane): Credentials | Promise<Credentials>;

  /** What the lane's connections are made with; nothing for plain HTTP on the own machine. */
  abstract forConnection(lane: Lane): ClientCertificate | undefined;
}

/** Understands the context model: the client certificate says who calls, InvocationContext under which agreement. */
export class ContextSecurity extends Security {
  private readonly credentials: Credentials;

  constructor({ serviceAgreementUuid, userSystemUuid, userUuid }: ServiceplatformSettings) {
    super();
    this.credentials = { caller: { serviceAgreementUuid, userSystemUuid, userUuid } };
  }

  override forCall(): Credentials {
    return this.credentials;
  }

  override forConnection(): ClientCertificate | undefined {
    return undefined;
  }
}
