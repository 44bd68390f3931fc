import { danishDay, Temporal } from '@libs/kernel';
import {
  type Element,
  type Fault,
  MalformedMessage,
  type MessageSchema,
  namespaces,
  readMessage,
  type Unbelieved,
  writeFault,
} from '@libs/soap';
import { Behaviour, type Manner, type Service } from './behaviour.js';
import { Books } from './books.js';
import { Cadence } from './cadence.js';
import { Cashier, type Moment, type Night, reportsOf } from './cashier.js';
import { names, querySchema, registrationSchema } from './contract.js';
import { Inquiries } from './inquiries.js';
import { judge, type Objection, objection, type Rules } from './judge.js';
import { type Habits, habitsOf, type Product } from './products.js';
import { pingReceipt, receiptFor, type Verdict } from './receipt.js';
import { type Call, callFrom, type Registration, registrationFrom } from './registration.js';
import type { ReportedMovement } from './report.js';
import { Reporter, type ReportsWith } from './reporter.js';

/** What happens to a call: an answer, after a while perhaps, or a connection that breaks. */
export type Reaction =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly afterMs: number;
    }
  | { readonly kind: 'drop' };

export const bodyBytesMax = 1024 * 1024;
const hourMs = 60 * 60 * 1_000;

/** Understands what one municipality's, or several municipalities', debtor system does with what it is sent. */
export class DebtorSystem {
  readonly books = new Books(() => this.now().at);
  readonly behaviour = new Behaviour();
  readonly reporter: Reporter;
  readonly cashier = new Cashier(this.books);
  /** Nights that a test has let pass. */
  nights = 0;
  /** Hours by which the simulated clock is ahead. */
  hoursAhead = 0;
  readonly cadence = new Cadence((hours, night) => {
    this.pass(hours, night);
  });
  private rules: Rules;
  private readonly verdicts = new Map<string, Verdict>();
  private readonly inquiries = new Inquiries(this.books, () => this.now().at);

  constructor(
    readonly product: Product,
    reportsWith?: ReportsWith,
  ) {
    this.reporter = new Reporter(reportsWith);
    this.rules = { habits: habitsOf[product], claimTypes: undefined };
  }

  get habits(): Habits {
    return this.rules.habits;
  }

  /** The claim types the municipality has set up; undefined takes any. */
  setUpClaimTypes(claimTypes: readonly string[] | undefined): void {
    this.rules = { ...this.rules, claimTypes: claimTypes && new Set(claimTypes) };
  }

  /** The simulated moment: the real one, and the hours that were let pass. Its day is Denmark's. */
  now(): Moment {
    const at = Temporal.Instant.fromEpochMilliseconds(Date.now() + this.hoursAhead * hourMs);
    return { at: at.toString({ smallestUnit: 'millisecond' }), day: danishDay(at).toString() };
  }

  /** Lets hours pass, in which debtors pay or don't, and reports what came in; returns it. */
  pass(hours: number, night: Night): readonly ReportedMovement[] {
    this.hoursAhead += hours;
    const movements = this.cashier.passNight(night, this.now());
    const { movementsMax } = night;
    this.reportAll(movements, movementsMax);
    return movements;
  }

  /** Reports movements, each account's by itself, at most so many in one report. */
  reportAll(movements: readonly ReportedMovement[], movementsMax: number): void {
    const sentAt = this.now().at;
    for (const each of reportsOf(movements, this.books, { movementsMax, sentAt }))
      this.reporter.send(each);
  }

  /** Reads a call and reacts to it. Never throws for what the sender did wrong. The platform has dealt with WS-Security before. */
  react(bytes: Uint8Array, service: Service = 'registration'): Reaction {
    try {
      const message = readMessage(bytes, schemas[service], bodyBytesMax, [namespaces.wsse]);
      if (message.kind === 'fault')
        throw new MalformedMessage('invalid', 'is not a request of this service', 'Fault');
      const { payload } = message;
      if (payload.name === `${names.operations.ping}_I`)
        return this.ping(callFrom(payload), schemas[service]);
      return service === 'query' ? this.inquire(payload) : this.reactTo(payload);
    } catch (error) {
      if (error instanceof MalformedMessage) return faultFor(error);
      throw error;
    }
  }

  private inquire(payload: Element): Reaction {
    const manner = this.behaviour.towards({ ...callFrom(payload), service: 'query' });
    if (manner === 'down' || manner === 'drop-after-commit') return { kind: 'drop' };
    if (manner === 'fault') return answer(writeFault(outOfOrder, querySchema), 500);
    const afterMs = manner === 'slow' ? this.behaviour.slowMs : 0;
    return answer(this.inquiries.answer(payload, manner === 'reject'), 200, afterMs);
  }

  private reactTo(payload: Element): Reaction {
    switch (payload.name) {
      case `${names.operations.register}_I`:
        return this.register(payload);
      case `${names.operations.closeLiability}_I`:
        return this.closeLiability(payload);
      default:
        throw new MalformedMessage('invalid', 'is not a request of this service', payload.name);
    }
  }

  private ping(call: Call, schema: MessageSchema): Reaction {
    if (this.behaviour.isDown(call.municipalityCvr)) return { kind: 'drop' };
    return answer(pingReceipt(call, this.now().at, schema));
  }

  private register(payload: Element): Reaction {
    const registration = registrationFrom(payload);
    return this.answerOnce(names.operations.register, registration, (manner) =>
      this.verdictOn(registration, manner),
    );
  }

  private closeLiability(payload: Element): Reaction {
    const call = callFrom(payload);
    const liability = payload.required(names.liability.element);
    const id = liability.textOf(names.liability.id);
    return this.answerOnce(names.operations.closeLiability, call, () => {
      const ended = this.books.endLiability(
        id,
        call.accountId,
        liability.textOf(names.liability.to),
      );
      const pointer = { name: names.liability.id, text: id };
      return ended
        ? { kind: 'accepted' }
        : {
            kind: 'rejected',
            objection: objection('other', 'Hæftelsen findes ikke', 'HFT-02', pointer),
          };
    });
  }

  private answerOnce(
    operation: string,
    call: Call,
    decide: (manner: Manner | undefined) => Verdict,
  ): Reaction {
    const manner = this.behaviour.towards(call);
    if (manner === 'down') return { kind: 'drop' };
    if (manner === 'fault') return answer(writeFault(outOfOrder, registrationSchema), 500);
    const verdict = this.remembered(call) ?? decide(manner);
    this.remember(call, verdict);
    if (manner === 'drop-after-commit') return { kind: 'drop' };
    const afterMs = manner === 'slow' ? this.behaviour.slowMs : 0;
    return answer(receiptFor(operation, call, verdict, this.now().at), 200, afterMs);
  }

  private verdictOn(registration: Registration, manner: Manner | undefined): Verdict {
    const found =
      manner === 'reject'
        ? told('other', registration)
        : judge(registration, this.books, this.rules);
    if (found !== undefined) return { kind: 'rejected', objection: found };
    this.books.keep(registration);
    return manner === 'accept-with-remarks'
      ? { kind: 'remarked', objection: told('remark', registration) }
      : { kind: 'accepted' };
  }

  private remembered({ requestId }: Call): Verdict | undefined {
    return requestId === undefined ? undefined : this.verdicts.get(requestId);
  }

  private remember({ requestId }: Call, verdict: Verdict): void {
    if (requestId !== undefined && this.habits.remembersRequests)
      this.verdicts.set(requestId, verdict);
  }
}

const schemas: Readonly<Record<Service, MessageSchema>> = {
  registration: registrationSchema,
  query: querySchema,
};

const outOfOrder: Fault = {
  code: 'Receiver',
  reason: 'The debtor system is out of order.',
  errors: [{ code: 'SIM-500', text: 'Told to fail.' }],
};

/** An objection that was ordered, about the first thing in the registration. */
function told(
  reason: 'remark' | 'other',
  { charges, writeDowns, accountId }: Registration,
): Objection {
  const title =
    reason === 'remark' ? 'Debitor har en betalingsordning' : 'Afvist af debitorsystemet';
  return objection(
    reason,
    title,
    reason === 'remark' ? 'BEM-01' : 'AFV-01',
    pointerTo(charges, writeDowns, accountId),
  );
}

function pointerTo(
  [charge]: Registration['charges'],
  [writeDown]: Registration['writeDowns'],
  accountId: string,
): Objection['pointer'] {
  if (charge !== undefined) return { name: names.receivable.id, text: charge.receivableId };
  if (writeDown !== undefined) return { name: names.writeDown.id, text: writeDown.writeDownId };
  return { name: names.account.id, text: accountId };
}

function answer(body: string, status = 200, afterMs = 0): Reaction {
  return { kind: 'answer', status, body, afterMs };
}

export function faultFor({ code, message }: MalformedMessage): Reaction {
  const fault: Fault = {
    code: code === 'not-soap-12' ? 'VersionMismatch' : 'Sender',
    reason: 'The message does not follow the contract.',
    errors: [{ code, text: message }],
  };
  return answer(writeFault(fault, registrationSchema), code === 'too-large' ? 413 : 400);
}

/** What the platform answers whom it does not let in; nothing of the message has reached the debtor system. */
export function faultForStranger({ subcode, message }: Unbelieved): Reaction {
  const fault: Fault = {
    code: 'Sender',
    subcode,
    reason: 'The caller is not let in.',
    errors: [{ code: subcode, text: message }],
  };
  return answer(writeFault(fault, registrationSchema), 500);
}
