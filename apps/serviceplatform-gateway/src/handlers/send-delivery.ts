import { Injectable } from '@nestjs/common';
import { ReceiptPersonal } from '@libs/contracts';
import { PermanentFailure, TransientFailure } from '@libs/kernel';
import {
  currentTraceparent,
  describeActiveSpan,
  failSpanBy,
  inSpan,
  Log,
  parentFrom,
  type Span,
} from '@libs/observability';
import { nameUuid } from '@libs/messaging';
import { Database } from '@libs/persistence';
import { Sealer } from '@libs/sealing';
import type { AttemptOutcome } from '../domain/attempt.js';
import type { Delivery } from '../domain/delivery.js';
import type { FrozenDelivery } from '../persistence/delivery-rows.js';
import { DeliveryStore } from '../persistence/delivery-store.js';
import {
  DebtorSystem,
  type Lane,
  type Outcome,
  type Pointer,
  type Reason,
} from '../ports/debtor-system.js';
import { openFrozen, type FrozenRequest } from './frozen-request.js';

export type Sent = {
  readonly outcome: AttemptOutcome;
  readonly personal: ReceiptPersonal | undefined;
};
/** The span of the sending is what its answer follows from. */
export type SentTraced = Sent & { readonly traceparent: string | undefined };

/** Makes one attempt at one delivery: opens its frozen request, sends it, and tells how that ended. */
@Injectable()
export class SendDelivery {
  constructor(
    private readonly debtorSystem: DebtorSystem,
    private readonly deliveries: DeliveryStore,
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly log: Log,
  ) {}

  send(kept: FrozenDelivery, lane: Lane): Promise<SentTraced> {
    const { delivery, agencyId, traceparent } = kept;
    const attributes = {
      'debitorbro.agency': agencyId,
      'debitorbro.municipality': delivery.municipalityCode,
      'debitorbro.attempt': delivery.attempts,
      'debitorbro.delivery': delivery.message,
      'server.address': new URL(lane.endpoint).hostname,
    };
    return inSpan(
      `send ${delivery.message}`,
      { attributes, parent: parentFrom(traceparent) },
      async (span) => {
        const sent = await this.attempt(kept, lane).catch((error: unknown) => {
          this.tellHindrance(kept, error);
          throw error;
        });
        tellOutcome(span, sent.outcome);
        return { ...sent, traceparent: currentTraceparent() ?? traceparent };
      },
    );
  }

  /** Within the span of the sending, so that the line leads to the claim. */
  private tellHindrance({ delivery, agencyId: agency }: FrozenDelivery, error: unknown): void {
    const { municipalityCode: municipality, deliveryId, message: kind } = delivery;
    const code = hindranceCode(error);
    const fields = { municipality, agency, deliveryId, kind, code, error };
    this.log.warn('Nothing can be sent to a municipality', fields);
  }

  private async attempt(kept: FrozenDelivery, lane: Lane): Promise<Sent> {
    const { requestId } = kept.delivery;
    try {
      const { registration, closing, claimType } = await this.requestOf(kept);
      if (claimType !== undefined) describeActiveSpan({ 'debitorbro.claim_type': claimType });
      const outcome = await this.debtorSystem.register({ ...registration, requestId }, lane);
      if (closing === undefined || !isThere(outcome)) return sentOf(outcome);
      const end = { ...closing, requestId: nameUuid('request', requestId, 'closing') };
      return sentOf(await this.debtorSystem.closeLiability(end, lane));
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return {
        outcome: { kind: 'rejected', reason: { code: error.code, title: error.message } },
        personal: undefined,
      };
    }
  }

  /**
   * R31: a corrected charge carries the parties of the debtor changes that cure it, and what was held back behind it follows it
   * to their account.
   */
  private async requestOf(kept: FrozenDelivery): Promise<FrozenRequest> {
    const { deliveryId, message } = kept.delivery;
    const own = openFrozen(this.sealer, deliveryId, kept.frozen);
    const cure = await this.cureOf(kept);
    if (cure === undefined) return own;
    const { personal, accountId, liability } = openFrozen(
      this.sealer,
      cure.delivery.deliveryId,
      cure.frozen,
    ).registration;
    if (message !== 'charge') return { registration: { ...own.registration, accountId } };
    return {
      ...own,
      registration: {
        ...own.registration,
        personal: own.registration.personal.withPartiesOf(personal),
        accountId,
        ...(liability !== undefined && { liability }),
      },
    };
  }

  /** The newest debtor change that went with the charge and not by itself, if it came after this delivery. */
  private async cureOf({ delivery }: FrozenDelivery): Promise<FrozenDelivery | undefined> {
    const carries = await this.carriedByCharge(delivery);
    if (carries.length === 0) return undefined;
    const changes = await this.deliveries.find(this.database, carries);
    return changes
      .filter((change) => change.delivery.position > delivery.position)
      .toSorted((one, other) => other.delivery.position - one.delivery.position)[0];
  }

  private async carriedByCharge(delivery: Delivery): Promise<readonly string[]> {
    if (delivery.message === 'charge') return delivery.carries;
    if (delivery.message === 'debtor-change') return [];
    const { receivableId } = delivery;
    const line = (await this.deliveries.ofReceivables(this.database, [receivableId])).get(
      receivableId,
    );
    return line?.find((one) => one.delivery.message === 'charge')?.delivery.carries ?? [];
  }
}

/** Why a sending could not even be begun. */
export function hindranceCode(error: unknown): string {
  return error instanceof TransientFailure ? error.code : 'internal';
}

/** What came of it; a span without an answer is in error, and so is kept whatever is sampled. */
function tellOutcome(span: Span, { kind, ...outcome }: AttemptOutcome): void {
  span.setAttribute('debitorbro.receipt', kind);
  if (kind === 'fault' || kind === 'no-answer' || kind === 'not-sent')
    failSpanBy(span, 'code' in outcome ? outcome.code : kind);
}

/** A repeat of what arrived the first time may be told that it exists. */
function isThere(outcome: Outcome): boolean {
  if (outcome.kind === 'rejected') return outcome.reasons[0].kind === 'already-exists';
  return outcome.kind === 'accepted' || outcome.kind === 'accepted-with-remarks';
}

/** The adapter's answer in the domain's words; free text apart, to be sealed. */
function sentOf(outcome: Outcome): Sent {
  switch (outcome.kind) {
    case 'accepted':
      return { outcome: { kind: 'accepted' }, personal: undefined };
    case 'accepted-with-remarks':
    case 'rejected':
      return answered(outcome.kind, outcome.reasons[0]);
    case 'fault':
      return {
        outcome: { kind: 'fault', code: outcome.code, blames: outcome.whose },
        personal: personalOf(outcome.text),
      };
    case 'no-answer':
      return { outcome: unanswered(outcome), personal: undefined };
  }
}

function unanswered({ why, code }: Extract<Outcome, { kind: 'no-answer' }>): AttemptOutcome {
  const sent = why !== 'not-connected' && why !== 'not-let-in';
  return { kind: sent ? 'no-answer' : 'not-sent', code };
}

function answered(kind: 'accepted-with-remarks' | 'rejected', first: Reason): Sent {
  const reason = {
    code: first.code,
    title: first.title,
    ...(first.pointer !== undefined && { pointer: spelled(first.pointer) }),
  };
  const exists = kind === 'rejected' && first.kind === 'already-exists';
  return {
    outcome: { kind: exists ? 'already-exists' : kind, reason },
    personal: personalOf(first.local),
  };
}

function spelled({ element, id }: Pointer): string {
  return id === undefined ? element : `${element}/${id}`;
}

function personalOf(
  local: { readonly code: string; readonly text: string | undefined } | undefined,
): ReceiptPersonal | undefined {
  if (local === undefined) return undefined;
  return Object.assign(new ReceiptPersonal(), {
    localCode: local.code,
    ...(local.text !== undefined && { localText: local.text }),
  });
}
