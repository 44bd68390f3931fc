import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PermanentFailure, TransientFailure } from '@libs/kernel';
import {
  type Branch,
  type Element,
  type Fault,
  MalformedMessage,
  type Message,
  namespaces,
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

/** As many as a lane may ever have calls at a time: how many it has is for the lane's rule to say. */
const connectionsPerLaneMax = 64;

type Operation = 'register' | 'closeLiability' | 'ping';
type Contexts = readonly (Branch | undefined)[];
type Call = {
  readonly operation: Operation;
  readonly ids: CallIds;
  readonly lane: Lane;
  readonly compose: (contexts: Contexts) => Branch;
};

/** A message of the service, a fault, or nothing that can be read. */
type Heard = Message | Extract<Reply, { kind: 'silence' }>;

/** Understands how debtor systems are spoken to: DebitorRegistreringAfsend, by SOAP 1.2. */
@Injectable()
export class SoapDebtorSystem extends DebtorSystem implements OnApplicationShutdown {
  private readonly connections: LaneConnections;

  constructor(
    private readonly settings: ServiceplatformSettings,
    private readonly security: Security,
  ) {
    super();
    const { timeoutMs, bodyMaxBytes } = settings;
    const limits = { timeoutMs, bodyMaxBytes, connectionsPerLaneMax };
    this.connections = new LaneConnections(limits, () => security.forConnection());
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
    const heard = await this.converse({ operation: 'ping', ids, lane, compose: pingBranch });
    if (heard.kind === 'payload' && isAnswerTo(heard.payload, ids)) return;
    throw new TransientFailure(
      'serviceplatform.unavailable',
      'The debtor system did not answer the Ping.',
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.connections.close(), this.security.close()]);
  }

  private async ask(
    operation: Operation,
    asked: Asked,
    lane: Lane,
    compose: Call['compose'],
  ): Promise<Outcome> {
    const heard = await this.converse({ operation, ids: asked, lane, compose });
    if (heard.kind === 'silence') return { kind: 'no-answer', why: heard.why, code: heard.code };
    try {
      return outcomeOf(heard, `${names.operations[operation]}_O`, asked);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return { kind: 'no-answer', why: 'unreadable', code: error.code };
    }
  }

  /** Sends, and sends again at once if the platform turned away only what let us in, and we have something newer. */
  private async converse(call: Call): Promise<Heard> {
    const credentials = await this.security.forCall(call.lane);
    const heard = await this.send(call, credentials);
    const turnedAway = heard.kind === 'fault' && isAboutSecurity(heard.fault);
    if (!turnedAway || !this.security.notBelieved(credentials)) return heard;
    return this.send(call, await this.security.forCall(call.lane));
  }

  private async send(
    { operation, ids, lane, compose }: Call,
    credentials: Credentials,
  ): Promise<Heard> {
    const { origin, pathname } = new URL(lane.endpoint);
    const path = `${pathname.replace(/\/$/, '')}${servicePath}`;
    const action = names.actions[operation];
    const message = written(compose(contextBranches(ids, lane, credentials)));
    const addressing = { to: `${origin}${path}`, action, messageId: crypto.randomUUID() };
    const reply = await postMessage(this.connections.to(lane.municipalityCode, lane.endpoint), {
      path,
      action,
      body: credentials.protect?.(message, addressing) ?? message,
      timeoutMs: this.settings.timeoutMs,
    });
    return this.heardIn(reply);
  }

  private heardIn(reply: Reply): Heard {
    if (reply.kind === 'silence') return reply;
    try {
      const { bodyMaxBytes } = this.settings;
      return readMessage(reply.bytes, registrationSchema, bodyMaxBytes, [namespaces.wsse]);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return { kind: 'silence', why: 'unreadable', code: error.code };
    }
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
