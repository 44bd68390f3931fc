import type { Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { Delivery } from '../domain/delivery.js';
import { settleLine, type Fresh } from '../domain/receivable-line.js';
import type { KeptDelivery } from '../persistence/delivery-rows.js';
import type { DeliveryStore } from '../persistence/delivery-store.js';

/** All deliveries of one receivable, as far as a batch has come with them. */
export class LineView {
  /** @param changed those that are to be kept: new, or no longer as they were */
  private constructor(
    readonly known: readonly KeptDelivery[],
    private readonly changed: ReadonlySet<string>,
  ) {}

  static of(known: readonly KeptDelivery[]): LineView {
    return new LineView(known, new Set());
  }

  /** By the receivable; one without deliveries has none. */
  static async gather(
    tx: Tx,
    deliveries: DeliveryStore,
    about: readonly Message<{ readonly receivableId: string }>[],
  ): Promise<ReadonlyMap<string, LineView>> {
    if (about.length === 0) return new Map();
    const receivableIds = about.map(({ event }) => event.receivableId);
    const known = await deliveries.ofReceivables(tx, receivableIds);
    return new Map([...known].map(([receivableId, line]) => [receivableId, LineView.of(line)]));
  }

  static keep(tx: Tx, deliveries: DeliveryStore, views: readonly LineView[]): Promise<void> {
    return deliveries.keep(
      tx,
      views.flatMap(({ known, changed }) =>
        known.filter(({ delivery }) => changed.has(delivery.deliveryId)),
      ),
    );
  }

  find(deliveryId: string): KeptDelivery | undefined {
    return this.known.find(({ delivery }) => delivery.deliveryId === deliveryId);
  }

  /** With one delivery that is new at the end of the line, or no longer as it was. */
  with(kept: KeptDelivery): LineView {
    const { deliveryId } = kept.delivery;
    const known =
      this.find(deliveryId) === undefined
        ? [...this.known, kept]
        : this.known.map((one) => (one.delivery.deliveryId === deliveryId ? kept : one));
    return new LineView(known, new Set([...this.changed, deliveryId]));
  }

  /** With what the state of the charge means for the others. */
  settled(fresh: Fresh): LineView {
    const deliveries = this.known.map(({ delivery }) => delivery);
    return settleLine(deliveries, fresh).reduce<LineView>((view, one) => view.replaced(one), this);
  }

  private replaced(delivery: Delivery): LineView {
    const kept = this.find(delivery.deliveryId);
    return kept === undefined ? this : this.with({ ...kept, delivery });
  }
}
