import { Injectable } from '@nestjs/common';
import { Temporal } from '@libs/kernel';
import { nameUuid, type Decider, type Decision, type Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { Delivery } from '../domain/delivery.js';
import { noted } from '../domain/history.js';
import { resend, type ResendRefused } from '../domain/resend.js';
import type { KeptDelivery } from '../persistence/delivery-rows.js';
import { DeliveryStore } from '../persistence/delivery-store.js';
import { DispatchDeliveries } from './dispatch-deliveries.js';

/** Somebody asks for a delivery to be sent again now. */
export class Resend {
  constructor(
    readonly receivableId: string,
    readonly deliveryId: string,
    /** Who asked. */
    readonly by: string,
  ) {}
}

export type ResendReply = Delivery | ResendRefused;
type LineView = {
  readonly known: readonly KeptDelivery[];
  readonly changed: readonly KeptDelivery[];
};

/** Sends again what an operator asks for: what failed as it was, what was rejected as a corrected request (R55). */
@Injectable()
export class ResendDelivery implements Decider<Resend, LineView> {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly dispatch: DispatchDeliveries,
  ) {}

  stateKey({ receivableId }: Resend): string {
    return receivableId;
  }

  async gather(tx: Tx, asked: readonly Message<Resend>[]): Promise<ReadonlyMap<string, LineView>> {
    const known = await this.deliveries.ofReceivables(
      tx,
      asked.map(({ event }) => event.receivableId),
    );
    return new Map(
      [...known].map(([receivableId, deliveries]) => [
        receivableId,
        { known: deliveries, changed: [] },
      ]),
    );
  }

  decide(view: LineView | undefined, { event, now }: Message<Resend>): Decision<LineView> {
    const kept = view?.known.find(({ delivery }) => delivery.deliveryId === event.deliveryId);
    if (view === undefined || kept === undefined) return {};
    const fresh = {
      requestId: nameUuid('request', event.deliveryId, now),
      now: Temporal.Instant.from(now),
    };
    const reply = resend(
      kept.delivery,
      view.known.map(({ delivery }) => delivery),
      fresh,
    );
    if ('refused' in reply) return { reply };
    const { requestId } = reply;
    const history = noted(kept.history, { at: now, requestId, what: 'resent', by: event.by });
    const changed = [{ ...kept, delivery: reply, history }];
    return { state: { known: view.known, changed }, reply };
  }

  keep(tx: Tx, changed: readonly LineView[]): Promise<void> {
    return this.deliveries.keep(
      tx,
      changed.flatMap((view) => view.changed),
    );
  }

  committed(): void {
    this.dispatch.wake();
  }
}
