import { Injectable } from '@nestjs/common';
import { ReceiptPersonal } from '@libs/contracts';
import { parseInstant } from '@libs/kernel';
import { nameUuid, type Decider, type Decision, type Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { expire, settle, type AttemptOutcome, type Moment } from '../domain/attempt.js';
import type { Delivery } from '../domain/delivery.js';
import { noted, noteOf, type Note } from '../domain/history.js';
import { DeliveryStore } from '../persistence/delivery-store.js';
import { answersTold, neverNeeded } from './answers-told.js';
import { LineView } from './line-view.js';
import { tellWhose } from './tell-whose.js';

type Ended = {
  readonly receivableId: string;
  readonly deliveryId: string;
  readonly end:
    | {
        readonly kind: 'told';
        readonly token: string;
        readonly outcome: AttemptOutcome;
        readonly personal: ReceiptPersonal | undefined;
      }
    | { readonly kind: 'expired' };
  readonly jitter: number;
  /** Of the sending, or of the message that was to be sent. */
  readonly traceparent: string | undefined;
};

/** How an attempt ended; `expired` when its sender is gone. */
export class AttemptEnded implements Ended {
  readonly receivableId: string;
  readonly deliveryId: string;
  readonly end: Ended['end'];
  readonly jitter: number;
  readonly traceparent: string | undefined;

  constructor({ receivableId, deliveryId, end, jitter, traceparent }: Ended) {
    this.receivableId = receivableId;
    this.deliveryId = deliveryId;
    this.end = end;
    this.jitter = jitter;
    this.traceparent = traceparent;
  }
}

const backOff = { firstMs: 500, longestMs: 300_000 } as const;

/** Records how attempts ended, together with the events that tell of it (R54). What comes under a lost lease counts nothing. */
@Injectable()
export class RecordAnswers implements Decider<AttemptEnded, LineView> {
  constructor(private readonly deliveries: DeliveryStore) {}

  stateKey({ receivableId }: AttemptEnded): string {
    return receivableId;
  }

  gather(tx: Tx, ended: readonly Message<AttemptEnded>[]): Promise<ReadonlyMap<string, LineView>> {
    return LineView.gather(tx, this.deliveries, ended);
  }

  decide(view: LineView | undefined, { event, now }: Message<AttemptEnded>): Decision<LineView> {
    const kept = view?.find(event.deliveryId);
    if (view === undefined || kept === undefined) return {};
    tellWhose(kept);
    const moment = { now: parseInstant(now), backOff, jitter: event.jitter };
    const ended = endOf(kept.delivery, event, moment);
    if (ended === undefined || ended === kept.delivery) return {};
    const note = noteOfEnd(event, kept.delivery.requestId, moment.now);
    const after = view
      .with({ ...kept, delivery: ended, history: noted(kept.history, note) })
      .settled({ requestId: nameUuid('request', ended.deliveryId, now), now: moment.now });
    return {
      state: after,
      announce: [
        ...answersTold(kept, ended, view.known, { at: now, personal: personalIn(event) }),
        ...neverNeeded(view.known, after.known, now),
      ],
    };
  }

  keep(tx: Tx, changed: readonly LineView[]): Promise<void> {
    return LineView.keep(tx, this.deliveries, changed);
  }
}

function endOf(delivery: Delivery, { end }: AttemptEnded, moment: Moment): Delivery | undefined {
  return end.kind === 'expired'
    ? expire(delivery, moment)
    : settle(delivery, end.token, end.outcome, moment);
}

function noteOfEnd({ end }: AttemptEnded, requestId: string, now: Moment['now']): Note {
  return end.kind === 'expired'
    ? { at: now.toString(), requestId, what: 'lost' }
    : noteOf(end.outcome, requestId, now);
}

function personalIn({ end }: AttemptEnded): ReceiptPersonal | undefined {
  return end.kind === 'told' ? end.personal : undefined;
}
