import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PermanentFailure, TransientFailure } from '@libs/kernel';
import {
  type Branch,
  type Element,
  type Fault,
  MalformedMessage,
  type Message,
  readMessage,
  UnsendableMessage,
  writeMessage,
} from '@libs/soap';
import {
  DebtorSystem,
  type Lane,
  type LiabilityClosing,
  type Outcome,
  type RegistrationRequest,
} from '../../ports/debtor-system.js';
import { names, registrationSchema } from './contract.js';
import { LaneConnections } from './lane-connections.js';
import { postMessage, type Reply } from './post-message.js';
import { type Asked, outcomeOf, requireAnswerTo } from './read-receipt.js';
import { type Credentials, Security } from './security.js';
import { ServiceplatformSettings } from './serviceplatform.settings.js';
import { type CallIds, contextBranches } from './write-context.js';
import { closingBranch, pingBranch, registrationBranch } from './write-registration.js';

/** Where the service stands under a lane's endpoint. */
const servicePath = '/DebitorRegistreringAfsend/1';

type Operation = 'register' | 'closeLiability' | 'ping';
type Contexts = readonly (Branch | undefined)[];
type Call = {
  readonly operation: Operation;
  readonly ids: CallIds;
  readonly lane: Lane;
  readonly compose: (contexts: Contexts) => Branch;
};

/** Understands how debtor systems are spoken to: DebitorRegistreringAfsend, by SOAP 1.2. */
@Injectable()
export class SoapDebtorSystem extends DebtorSystem implements OnApplicationShutdown {
  private readonly connections: LaneConnections;

  constructor(
    private readonly settings: ServiceplatformSettings,
    private readonly security: Security,
  ) {
    super();
    this.connections = new LaneConnections(settings, () => security.forConnection());
  }

  override register(request: RegistrationRequest, lane: Lane): Promise<Outcome> {
    return this.ask('register', request, lane, (contexts) => registrationBranch(request, contexts));
  }

  override closeLiability(closing: LiabilityClosing, lane: Lane): Promise<Outcome> {
    return this.ask('closeLiability', closing, lane, (contexts) =>
      closingBranch(closing, contexts),
    );
  }

  override async ping(lane: Lane): Promise<void> {
    const ids = { ...freshIds(), registeredAt: new Date().toISOString() };
    const call = { operation: 'ping', ids, lane, compose: pingBranch } as const;
    const message = this.messageIn(await this.converse(call));
    if (message?.kind === 'payload' && isAnswerTo(message.payload, ids)) return;
    throw new TransientFailure(
      'serviceplatform.unavailable',
      'The debtor system did not answer the Ping.',
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connections.close();
  }

  private async ask(
    operation: Operation,
    asked: Asked,
    lane: Lane,
    compose: Call['compose'],
  ): Promise<Outcome> {
    const reply = await this.converse({ operation, ids: asked, lane, compose });
    if (reply.kind === 'silence') return { kind: 'no-answer', why: reply.why, code: reply.code };
    try {
      return outcomeOf(this.read(reply), `${names.operations[operation]}_O`, asked);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return { kind: 'no-answer', why: 'unreadable', code: error.code };
    }
  }

  /** Sends, and sends again at once if the platform turned away only what let us in, and we have something newer. */
  private async converse(call: Call): Promise<Reply> {
    const credentials = await this.security.forCall(call.lane);
    const reply = await this.send(call, credentials);
    const message = this.messageIn(reply);
    const turnedAway = message?.kind === 'fault' && isAboutSecurity(message.fault);
    if (!turnedAway || !this.security.notBelieved(credentials)) return reply;
    return this.send(call, await this.security.forCall(call.lane));
  }

  private send(
    { operation, ids, lane, compose }: Call,
    credentials: Credentials,
  ): Promise<Reply> {
    const { origin, pathname } = new URL(lane.endpoint);
    const path = `${pathname.replace(/\/$/, '')}${servicePath}`;
    const action = names.actions[operation];
    const message = written(compose(contextBranches(ids, lane, credentials)));
    const addressing = { to: `${origin}${path}`, action, messageId: `urn:uuid:${ids.requestId}` };
    return postMessage(this.connections.to(lane), {
      path,
      action,
      body: credentials.protect?.(message, addressing) ?? message,
      timeoutMs: this.settings.timeoutMs,
    });
  }

  /** What a reply holds, if it can be read at all. */
  private messageIn(reply: Reply): Message | undefined {
    if (reply.kind === 'silence') return undefined;
    try {
      return this.read(reply);
    } catch (error) {
      if (error instanceof MalformedMessage) return undefined;
      throw error;
    }
  }

  private read({ bytes }: Extract<Reply, { kind: 'bytes' }>): Message {
    return readMessage(bytes, registrationSchema, this.settings.bodyMaxBytes);
  }
}

function isAnswerTo(payload: Element, ids: CallIds): boolean {
  try {
    requireAnswerTo(payload, `${names.operations.ping}_O`, ids);
    return true;
  } catch (error) {
    if (error instanceof MalformedMessage) return false;
    throw error;
  }
}

/** The subcodes of WS-Security that a newer token may cure. */
const aboutSecurity = [
  'InvalidSecurityToken',
  'FailedAuthentication',
  'FailedCheck',
  'SecurityTokenUnavailable',
  'InvalidSecurity',
];

function isAboutSecurity({ subcode }: Fault): boolean {
  return subcode !== undefined && aboutSecurity.includes(subcode);
}

function freshIds(): { requestId: string; transactionId: string } {
  return { requestId: crypto.randomUUID(), transactionId: crypto.randomUUID() };
}

function written(message: Branch): string {
  try {
    return writeMessage(message, registrationSchema);
  } catch (error) {
    if (!(error instanceof UnsendableMessage)) throw error;
    throw new PermanentFailure('serviceplatform.unsendable', error.message, { field: error.place });
  }
}
