import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../domain/delivery.js';
import type { Tx } from '@libs/persistence';
import {
  accepted,
  aDelivery,
  FRESH,
  heldBack,
  rejected,
  waiting,
} from '../domain/delivery.fixture.js';
import type { FrozenDelivery, KeptDelivery } from '../persistence/delivery-rows.js';
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
    const line = lineOf(charge).withNew({ ...kept(reduction), frozen: 'sealed' });

    expect(line.known.map(({ delivery }) => delivery)).toEqual([charge, reduction]);
    expect(await writtenOf(line)).toEqual({
      added: [{ ...reduction, frozen: 'sealed' }],
      changed: [],
    });
  });

  it('adds what is new as it was last, and not twice', async () => {
    const frozen = 'sealed';
    const line = lineOf(charge)
      .withNew({ ...kept(reduction), frozen })
      .with(kept({ ...reduction, attempts: 3 }))
      .with(kept({ ...charge, attempts: 1 }));

    expect(await writtenOf(line)).toEqual({
      added: [{ ...reduction, attempts: 3, frozen }],
      changed: [{ ...charge, attempts: 1 }],
    });
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
    history: [],
  };
}

type Written = {
  readonly added: readonly (Delivery & { readonly frozen: string })[];
  readonly changed: readonly Delivery[];
};

async function writtenOf(line: LineView): Promise<Written> {
  const added: FrozenDelivery[] = [];
  const changed: KeptDelivery[] = [];
  const deliveries: Pick<DeliveryStore, 'add' | 'change'> = {
    add: (_tx, all) => Promise.resolve(void added.push(...all)),
    change: (_tx, all) => Promise.resolve(void changed.push(...all)),
  };
  await LineView.keep({} as Tx, deliveries as DeliveryStore, [line]);
  return {
    added: added.map(({ delivery, frozen }) => ({ ...delivery, frozen })),
    changed: changed.map(({ delivery }) => delivery),
  };
}

async function keptOf(line: LineView): Promise<readonly Delivery[]> {
  const { added, changed } = await writtenOf(line);
  expect(added).toEqual([]);
  return changed;
}
