import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { TransientFailure } from '@libs/kernel';
import { Metrics, type Spread } from '@libs/observability';
import { type Element, MalformedMessage, type Message } from '@libs/soap';
import type {
  BookedAccounts,
  BookedOnAccount,
  BooksOutcome,
  Part,
} from '../../ports/debtor-books.js';
import {
  DebtorSystem,
  type Lane,
  type LiabilityClosing,
  type Outcome,
  type RegistrationRequest,
} from '../../ports/debtor-system.js';
import { names, queryService, registrationService } from './contract.js';
import { type Call, Conversation, type Heard } from './conversation.js';
import { accountIn, accountsIn } from './read-books.js';
import { type Asked, outcomeOf, requireAnswerTo } from './read-receipt.js';
import { Security } from './security.js';
import { ServiceplatformSettings } from './serviceplatform.settings.js';
import { accountBranch, accountsBranch } from './write-query.js';
import type { CallIds } from './write-context.js';
import { closingBranch, pingBranch, registrationBranch } from './write-registration.js';

/** Understands how debtor systems are spoken to: DebitorRegistreringAfsend and DebitorForespørgselAfsend, by SOAP 1.2. */
@Injectable()
export class SoapDebtorSystem extends DebtorSystem implements OnApplicationShutdown {
  private readonly conversation: Conversation;
  private readonly callSeconds: Spread<'municipality' | 'operation'>;

  constructor(settings: ServiceplatformSettings, security: Security, metrics: Metrics) {
    super();
    this.conversation = new Conversation(settings, security);
    this.callSeconds = metrics.histogram({
      name: 'debitorbro_lane_call_seconds',
      help: "From asking a municipality's debtor system to its answer, or to the end of our patience",
      labels: ['municipality', 'operation'],
    });
  }

  override register(request: RegistrationRequest, lane: Lane): Promise<Outcome> {
    return this.ask('register', request, lane, (contexts) => registrationBranch(request, contexts));
  }

  override closeLiability(closing: LiabilityClosing, lane: Lane): Promise<Outcome> {
    return this.ask('closeLiability', closing, lane, (contexts) =>
      closingBranch(closing, contexts),
    );
  }

  override accounts(part: Part, lane: Lane): Promise<BooksOutcome<BookedAccounts>> {
    const ids = freshIds();
    return this.inquire(
      { ids, lane, compose: (contexts) => accountsBranch(part, contexts) },
      'findAccounts',
      (message) => accountsIn(message, ids),
    );
  }

  override account(
    accountId: string,
    part: Part,
    lane: Lane,
  ): Promise<BooksOutcome<BookedOnAccount>> {
    const ids = freshIds();
    return this.inquire(
      { ids, lane, compose: (contexts) => accountBranch(accountId, part, contexts) },
      'readAccount',
      (message) => accountIn(message, { ...ids, accountId }),
    );
  }

  override async ping(lane: Lane): Promise<void> {
    const ids = freshIds();
    const call = { service: registrationService, ids, lane, compose: pingBranch };
    const heard = await this.converse('ping', call);
    if (heard.kind === 'payload' && isAnswerTo(heard.payload, ids)) return;
    throw new TransientFailure(
      'serviceplatform.unavailable',
      'The debtor system did not answer the Ping.',
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.conversation.close();
  }

  private async ask(
    operation: 'register' | 'closeLiability',
    asked: Asked,
    lane: Lane,
    compose: Call['compose'],
  ): Promise<Outcome> {
    const call = { service: registrationService, ids: asked, lane, compose };
    const heard = await this.converse(operation, call);
    return heard.kind === 'silence'
      ? noAnswer(heard)
      : readable(() => outcomeOf(heard, `${names.operations[operation]}_O`, asked));
  }

  private async inquire<Told>(
    call: Pick<Call, 'ids' | 'lane' | 'compose'>,
    operation: 'findAccounts' | 'readAccount',
    read: (message: Message) => BooksOutcome<Told>,
  ): Promise<BooksOutcome<Told>> {
    const heard = await this.converse(operation, { ...call, service: queryService });
    if (heard.kind !== 'silence') return readable(() => read(heard));
    return isTooLarge(heard)
      ? { kind: 'no-answer', why: 'too-large', code: heard.code }
      : noAnswer(heard);
  }

  private async converse(
    operation: keyof typeof names.actions,
    call: Omit<Call, 'action' | 'operation'>,
  ): Promise<Heard> {
    const began = performance.now();
    try {
      const action = names.actions[operation];
      return await this.conversation.converse({ ...call, operation, action });
    } finally {
      const seconds = (performance.now() - began) / 1000;
      this.callSeconds.observe({ municipality: call.lane.municipalityCode, operation }, seconds);
    }
  }
}

type NoAnswer = Extract<Outcome, { kind: 'no-answer' }>;
type Silence = Extract<Heard, { kind: 'silence' }>;

function noAnswer({ why, code }: Silence): NoAnswer {
  return { kind: 'no-answer', why, code };
}

/** Longer than we read: told by the connection as it comes, or by the reader. */
function isTooLarge({ code }: Silence): boolean {
  return code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code === 'too-large';
}

/** What an answer says; one that follows the schema and yet can't be understood is none. */
function readable<Told>(read: () => Told): Told | NoAnswer {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    return { kind: 'no-answer', why: 'unreadable', code: error.code };
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

function freshIds(): CallIds {
  return {
    requestId: crypto.randomUUID(),
    transactionId: crypto.randomUUID(),
    registeredAt: new Date().toISOString(),
  };
}
