import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PermanentFailure, TransientFailure } from '@libs/kernel';
import {
  type Branch,
  MalformedMessage,
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
import { Security } from './security.js';
import { ServiceplatformSettings } from './serviceplatform.settings.js';
import { contextBranches } from './write-context.js';
import { closingBranch, pingBranch, registrationBranch } from './write-registration.js';

/** Where the service stands under a lane's endpoint. */
const servicePath = '/DebitorRegistreringAfsend/1';

type Operation = 'register' | 'closeLiability' | 'ping';
type Contexts = readonly (Branch | undefined)[];
type Ids = Omit<Asked, 'accountId'>;

/** Understands how debtor systems are spoken to: DebitorRegistreringAfsend, by SOAP 1.2. */
@Injectable()
export class SoapDebtorSystem extends DebtorSystem implements OnApplicationShutdown {
  private readonly connections: LaneConnections;

  constructor(
    private readonly settings: ServiceplatformSettings,
    private readonly security: Security,
  ) {
    super();
    this.connections = new LaneConnections(settings, (lane) => security.forConnection(lane));
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
    const reply = await this.send('ping', ids, lane, pingBranch);
    if (!this.pingAnswered(reply, ids)) {
      throw new TransientFailure(
        'serviceplatform.unavailable',
        'The debtor system did not answer the Ping.',
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connections.close();
  }

  private async ask(
    operation: Operation,
    asked: Asked,
    lane: Lane,
    compose: (contexts: Contexts) => Branch,
  ): Promise<Outcome> {
    const reply = await this.send(operation, asked, lane, compose);
    return this.outcomeOf(operation, asked, reply);
  }

  private async send(
    operation: Operation,
    ids: Ids,
    lane: Lane,
    compose: (contexts: Contexts) => Branch,
  ): Promise<Reply> {
    const credentials = await this.security.forCall(lane);
    const body = written(compose(contextBranches(ids, lane, credentials)));
    const base = new URL(lane.endpoint).pathname.replace(/\/$/, '');
    return postMessage(this.connections.to(lane), {
      path: `${base}${servicePath}`,
      action: names.actions[operation],
      ...(credentials.headers && { headers: credentials.headers }),
      body,
      timeoutMs: this.settings.timeoutMs,
    });
  }

  private outcomeOf(operation: Operation, asked: Asked, reply: Reply): Outcome {
    if (reply.kind === 'silence') return { kind: 'no-answer', why: reply.why };
    try {
      return outcomeOf(this.read(reply.bytes), `${names.operations[operation]}_O`, asked);
    } catch (error) {
      if (error instanceof MalformedMessage) return { kind: 'no-answer', why: 'unreadable' };
      throw error;
    }
  }

  private pingAnswered(reply: Reply, ids: Ids): boolean {
    if (reply.kind === 'silence') return false;
    try {
      const message = this.read(reply.bytes);
      if (message.kind === 'fault') return false;
      requireAnswerTo(message.payload, `${names.operations.ping}_O`, ids);
      return true;
    } catch (error) {
      if (error instanceof MalformedMessage) return false;
      throw error;
    }
  }

  private read(bytes: Uint8Array): ReturnType<typeof readMessage> {
    return readMessage(bytes, registrationSchema, this.settings.bodyMaxBytes);
  }
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
