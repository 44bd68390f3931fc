import { Controller } from '@nestjs/common';
import {
  ReceivableCancelled,
  ReceivableDebtorChanged,
  ReceivableRaised,
  ReceivableReduced,
  ReceivableReimbursed,
  type ReceivableStep,
} from '@libs/contracts';
import { parseInstant } from '@libs/kernel';
import { currentTraceparent } from '@libs/observability';
import {
  nameUuid,
  Takes,
  type Decider,
  type Decision,
  type Message,
  type Work,
} from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { Sealer } from '@libs/sealing';
import type { Delivery, MessageKind } from '../domain/delivery.js';
import type { FrozenDelivery, KeptDelivery } from '../persistence/delivery-rows.js';
import { DeliveryStore } from '../persistence/delivery-store.js';
import { neverNeeded } from './answers-told.js';
import { DispatchDeliveries } from './dispatch-deliveries.js';
import { freeze, sealFrozen } from './frozen-request.js';
import { LineView } from './line-view.js';

type Step =
  | ReceivableRaised
  | ReceivableReduced
  | ReceivableCancelled
  | ReceivableReimbursed
  | ReceivableDebtorChanged;

/** Puts each message on a receivable in its account's line, with the ids that every attempt repeats (R55). */
@Controller()
export class TakeReceivables implements Decider<Step, LineView> {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly dispatch: DispatchDeliveries,
    private readonly sealer: Sealer,
  ) {}

  @Takes({
    queue: 'serviceplatform-gateway.receivables',
    events: [
      ReceivableRaised,
      ReceivableReduced,
      ReceivableCancelled,
      ReceivableReimbursed,
      ReceivableDebtorChanged,
    ],
    opens: true,
  })
  take(work: Work<Step>): Promise<undefined> {
    return work.by(this);
  }

  stateKey({ receivableId }: Step): string {
    return receivableId;
  }

  /** A charge is the first of its line: there is nothing to look up. */
  gather(tx: Tx, messages: readonly Message<Step>[]): Promise<ReadonlyMap<string, LineView>> {
    const changing = messages.filter(({ event }) => !(event instanceof ReceivableRaised));
    return LineView.gather(tx, this.deliveries, changing);
  }

  decide(view: LineView | undefined, message: Message<Step>): Decision<LineView> {
    const before = view ?? LineView.of([]);
    const joined = this.join(before.known, message);
    const after = before.withNew(joined).settled({
      requestId: nameUuid('request', joined.delivery.deliveryId, 'anew'),
      now: parseInstant(message.now),
    });
    return { state: after, announce: neverNeeded(before.known, after.known, message.now) };
  }

  keep(tx: Tx, changed: readonly LineView[]): Promise<void> {
    return LineView.keep(tx, this.deliveries, changed);
  }

  committed(): void {
    this.dispatch.wake();
  }

  private join(
    known: readonly KeptDelivery[],
    { event, number, now, traceparent }: Message<Step>,
  ): FrozenDelivery {
    const deliveryId = nameUuid('delivery', event.receivableId, String(number));
    const [charge] = known;
    const delivery: Delivery = {
      deliveryId,
      municipalityCode: event.municipalityCode,
      accountId: charge?.delivery.accountId ?? event.accountId,
      receivableId: event.receivableId,
      position: Number.MAX_SAFE_INTEGER, // the database gives it the next one of its line
      message: kindOf(event),
      requestId: nameUuid('request', deliveryId),
      attempts: 0,
      carries: [],
      state: { kind: 'waiting', notBefore: parseInstant(now) },
    };
    return {
      delivery,
      agencyId: event.agencyId,
      feeId: event.feeId,
      answers: answersOf(event),
      basis: { ...event.basis, 'receivable-mapper': number ?? 0 },
      traceparent: currentTraceparent() ?? traceparent,
      history: [],
      frozen: sealFrozen(this.sealer, deliveryId, freeze(event, deliveryId, now)),
    };
  }
}

function kindOf(event: Step): MessageKind {
  if (event instanceof ReceivableRaised) return 'charge';
  if (event instanceof ReceivableDebtorChanged) return 'debtor-change';
  if (event instanceof ReceivableCancelled) return 'cancellation';
  return event instanceof ReceivableReimbursed ? 'reimbursement' : 'reduction';
}

function answersOf(event: ReceivableStep): KeptDelivery['answers'] {
  if (!('changeId' in event && 'changeType' in event)) return { kind: 'charge' };
  return { kind: 'change', changeId: String(event.changeId), changeType: String(event.changeType) };
}
