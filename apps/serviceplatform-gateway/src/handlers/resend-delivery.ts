import { Injectable } from '@nestjs/common';
import { Temporal } from '@libs/kernel';
import { nameUuid, type Decider, type Decision, type Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { Delivery } from '../domain/delivery.js';
import { noted } from '../domain/history.js';
import { resend, type ResendRefused } from '../domain/resend.js';
import { DeliveryStore } from '../persistence/delivery-store.js';
import { DispatchDeliveries } from './dispatch-deliveries.js';
import { LineView } from './line-view.js';
import { tellWhose } from './tell-whose.js';

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

  gather(tx: Tx, asked: readonly Message<Resend>[]): Promise<ReadonlyMap<string, LineView>> {
    return LineView.gather(tx, this.deliveries, asked);
  }

  decide(view: LineView | undefined, { event, now }: Message<Resend>): Decision<LineView> {
    const kept = view?.find(event.deliveryId);
    if (view === undefined || kept === undefined) return {};
    tellWhose(kept);
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
    return { state: view.with({ ...kept, delivery: reply, history }), reply };
  }

  keep(tx: Tx, changed: readonly LineView[]): Promise<void> {
    return LineView.keep(tx, this.deliveries, changed);
  }

  committed(): void {
    this.dispatch.wake();
  }
}
