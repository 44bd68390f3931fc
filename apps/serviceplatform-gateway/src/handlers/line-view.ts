import type { Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { Delivery } from '../domain/delivery.js';
import { settleLine, type Fresh } from '../domain/receivable-line.js';
import type { FrozenDelivery, KeptDelivery } from '../persistence/delivery-rows.js';
import type { DeliveryStore } from '../persistence/delivery-store.js';

/** All deliveries of one receivable, as far as a batch has come with them. */
export class LineView {
  /**
   * @param changed those that are no longer as they were
   * @param added the frozen requests of new ones
   */
  private constructor(
    readonly known: readonly KeptDelivery[],
    private readonly changed: ReadonlySet<string>,
    private readonly added: ReadonlyMap<string, string>,
  ) {}

  static of(known: readonly KeptDelivery[]): LineView {
    return new LineView(known, new Set(), new Map());
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

  static async keep(tx: Tx, deliveries: DeliveryStore, views: readonly LineView[]): Promise<void> {
    await deliveries.add(
      tx,
      views.flatMap((view) => view.inFull()),
    );
    await deliveries.change(
      tx,
      views.flatMap(({ known, changed }) =>
        known.filter(({ delivery }) => changed.has(delivery.deliveryId)),
      ),
    );
  }

  find(deliveryId: string): KeptDelivery | undefined {
    return this.known.find(({ delivery }) => delivery.deliveryId === deliveryId);
  }

  /** With one delivery that is new at the end of the line. */
  withNew({ frozen, ...kept }: FrozenDelivery): LineView {
    const added = new Map(this.added).set(kept.delivery.deliveryId, frozen);
    return new LineView([...this.known, kept], this.changed, added);
  }

  /** With one delivery that is no longer as it was. */
  with(kept: KeptDelivery): LineView {
    const { deliveryId } = kept.delivery;
    const known = this.known.map((one) => (one.delivery.deliveryId === deliveryId ? kept : one));
    const changed = this.added.has(deliveryId) ? this.changed : [...this.changed, deliveryId];
    return new LineView(known, new Set(changed), this.added);
  }

  /** With what the state of the charge means for the others. */
  settled(fresh: Fresh): LineView {
    const deliveries = this.known.map(({ delivery }) => delivery);
    return settleLine(deliveries, fresh).reduce<LineView>((view, one) => view.replaced(one), this);
  }

  /** The new ones, as they stand now. */
  private inFull(): FrozenDelivery[] {
    return this.known.flatMap((kept) => {
      const frozen = this.added.get(kept.delivery.deliveryId);
      return frozen === undefined ? [] : [{ ...kept, frozen }];
    });
  }

  private replaced(delivery: Delivery): LineView {
    const kept = this.find(delivery.deliveryId);
    return kept === undefined ? this : this.with({ ...kept, delivery });
  }
}
