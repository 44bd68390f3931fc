import { Injectable } from '@nestjs/common';
import { ReceiptPersonal } from '@libs/contracts';
import { Temporal } from '@libs/kernel';
import { nameUuid, type Decider, type Decision, type Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { expire, settle, type AttemptOutcome, type Moment } from '../domain/attempt.js';
import type { Delivery } from '../domain/delivery.js';
import { noted, noteOf, type Note } from '../domain/history.js';
import { settleLine } from '../domain/receivable-line.js';
import type { KeptDelivery } from '../persistence/delivery-rows.js';
import { DeliveryStore } from '../persistence/delivery-store.js';
import { answersTold, neverNeeded } from './answers-told.js';

/** How an attempt ended; `expired` when its sender is gone. */
export class AttemptEnded {
  constructor(
    readonly receivableId: string,
    readonly deliveryId: string,
    readonly end:
      | {
          readonly kind: 'told';
          readonly token: string;
          readonly outcome: AttemptOutcome;
          readonly personal: ReceiptPersonal | undefined;
        }
      | { readonly kind: 'expired' },
    readonly jitter: number,
  ) {}
}

type LineView = {
  readonly known: readonly KeptDelivery[];
  readonly changed: readonly KeptDelivery[];
};

const backOff = { firstMs: 500, longestMs: 300_000 } as const;

/** Records how attempts ended, together with the events that tell of it (R54). What comes under a lost lease counts nothing. */
@Injectable()
export class RecordAnswers implements Decider<AttemptEnded, LineView> {
  constructor(private readonly deliveries: DeliveryStore) {}

  stateKey({ receivableId }: AttemptEnded): string {
    return receivableId;
  }

  async gather(
    tx: Tx,
    ended: readonly Message<AttemptEnded>[],
  ): Promise<ReadonlyMap<string, LineView>> {
    const known = await this.deliveries.ofReceivables(
      tx,
      ended.map(({ event }) => event.receivableId),
    );
    return new Map(
      [...known].map(([receivableId, deliveries]) => [
        receivableId,
        { known: deliveries, changed: [] },
      ]),
    );
  }

  decide(view: LineView | undefined, { event, now }: Message<AttemptEnded>): Decision<LineView> {
    const kept = view?.known.find(({ delivery }) => delivery.deliveryId === event.deliveryId);
    if (view === undefined || kept === undefined) return {};
    const moment = { now: Temporal.Instant.from(now), backOff, jitter: event.jitter };
    const ended = endOf(kept.delivery, event, moment);
    if (ended === undefined || ended === kept.delivery) return {};
    const note = noteOfEnd(event, kept.delivery.requestId, moment.now);
    const after = replace(view.known, [ended]).map((one) =>
      one.delivery === ended ? { ...one, history: noted(one.history, note) } : one,
    );
    const fresh = { requestId: nameUuid('request', ended.deliveryId, now), now: moment.now };
    const settled = replace(
      after,
      settleLine(
        after.map(({ delivery }) => delivery),
        fresh,
      ),
    );
    const before = new Set(view.known.map(({ delivery }) => delivery));
    const changed = settled.filter(({ delivery }) => !before.has(delivery));
    const earlier = view.changed.filter(
      (one) => !changed.some(({ delivery }) => delivery.deliveryId === one.delivery.deliveryId),
    );
    return {
      state: { known: settled, changed: [...earlier, ...changed] },
      announce: [
        ...answersTold(kept, ended, view.known, { at: now, personal: personalIn(event) }),
        ...neverNeeded(view.known, settled, now),
      ],
    };
  }

  keep(tx: Tx, changed: readonly LineView[]): Promise<void> {
    return this.deliveries.keep(
      tx,
      changed.flatMap((view) => view.changed),
    );
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

function replace(
  known: readonly KeptDelivery[],
  changed: readonly Delivery[],
): readonly KeptDelivery[] {
  return known.map((kept) => ({
    ...kept,
    delivery:
      changed.find(({ deliveryId }) => deliveryId === kept.delivery.deliveryId) ?? kept.delivery,
  }));
}
