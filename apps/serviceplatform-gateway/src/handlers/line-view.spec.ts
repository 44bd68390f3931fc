import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../domain/delivery.js';
import {
  accepted,
  aDelivery,
  FRESH,
  heldBack,
  rejected,
  waiting,
} from '../domain/delivery.fixture.js';
import type { KeptDelivery } from '../persistence/delivery-rows.js';
import type { DeliveryStore } from '../persistence/delivery-store.js';
import { LineView } from './line-view.js';

const charge = aDelivery();
const reduction = aDelivery({ position: 2, message: 'reduction' });

describe("a receivable's line", () => {
  it('keeps what a batch changed, and nothing else', async () => {
    const line = lineOf(charge, reduction).with(kept({ ...reduction, attempts: 1 }));

    expect(await keptOf(line)).toEqual([{ ...reduction, attempts: 1 }]);
  });

  it('keeps all that the messages of one batch changed, each as it was last', async () => {
    const line = lineOf(charge, reduction)
      .with(kept({ ...charge, attempts: 1 }))
      .with(kept({ ...reduction, attempts: 1 }))
      .with(kept({ ...charge, attempts: 2 }));

    expect(await keptOf(line)).toEqual([
      { ...charge, attempts: 2 },
      { ...reduction, attempts: 1 },
    ]);
  });

  it('has what is new at its end', async () => {
    const line = lineOf(charge).with(kept(reduction));

    expect(line.known.map(({ delivery }) => delivery)).toEqual([charge, reduction]);
    expect(await keptOf(line)).toEqual([reduction]);
  });

  it('R54 holds back and lets go with the state of its charge', async () => {
    const refused = lineOf({ ...charge, state: rejected }, reduction).settled(FRESH);
    const taken = refused.with(kept({ ...charge, state: accepted })).settled(FRESH);

    expect(await keptOf(refused)).toEqual([{ ...reduction, state: heldBack }]);
    expect(await keptOf(taken)).toEqual([
      { ...charge, state: accepted },
      { ...reduction, state: waiting },
    ]);
  });
});

function lineOf(...deliveries: readonly Delivery[]): LineView {
  return LineView.of(deliveries.map(kept));
}

function kept(delivery: Delivery): KeptDelivery {
  return {
    delivery,
    agencyId: 'DK-761500',
    feeId: 'fee-1',
    answers: { kind: 'charge' },
    basis: {},
    traceparent: undefined,
    frozen: 'sealed',
    history: [],
  };
}

async function keptOf(line: LineView): Promise<readonly Delivery[]> {
  const written: KeptDelivery[] = [];
  const keep: DeliveryStore['keep'] = (_tx, deliveries) => {
    written.push(...deliveries);
    return Promise.resolve();
  };
  const noTx = {} as Parameters<DeliveryStore['keep']>[0];
  await LineView.keep(noTx, { keep } as DeliveryStore, [line]);
  return written.map(({ delivery }) => delivery);
}
