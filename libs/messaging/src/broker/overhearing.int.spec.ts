import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BalanceChangeAnswered, BalanceTransferChanged, type Transfer } from '@libs/contracts';
import {
  aBrokenWire,
  aPlace,
  eventually,
  Neighbour,
  type BrokenWire,
  type Place,
} from '@libs/testing';
import { testSealer } from '../replica.fixture.js';
import { connectionOptionsOf, defaultLimits } from '../settings.js';
import { Overhearing } from './overhearing.js';

const agencyId = 'DK-761500';
const at = '2026-11-20T09:00:00Z';

let place: Place;
let wire: BrokenWire;
let library: Neighbour;
let overhearing: Overhearing;
let heard: string[] = [];

beforeAll(async () => {
  place = await aPlace();
  wire = await aBrokenWire(place.amqpUrl);
  library = await Neighbour.connect(place.amqpUrl, {
    sealer: testSealer,
    sourceOf: () => `/payment-reconciliation/${agencyId}`,
    time: at,
  });
}, 60_000);
beforeEach(async () => {
  heard = [];
  overhearing = new Overhearing({
    connection: connectionOptionsOf(wire.url, 'overhearing spec', defaultLimits),
    bodyBytesMax: 1_000,
    events: [BalanceTransferChanged],
    hear: (event) => {
      if (event instanceof BalanceTransferChanged) heard.push(`${event.feeId} ${event.transfer}`);
    },
  });
  expect(await overhearing.begin()).toBe(true);
});
afterEach(async () => {
  await overhearing.end();
});
afterAll(async () => {
  await library.close();
  await wire.close();
  await place.dispose();
});

function transfer(feeId: string, to: Transfer, text?: string): object {
  const reason = text === undefined ? {} : { reason: { code: 'a', text } };
  return Object.assign(new BalanceTransferChanged(), {
    agencyId,
    feeId,
    transfer: to,
    at,
    ...reason,
  });
}

async function hears(...all: readonly string[]): Promise<void> {
  await eventually(() => {
    expect(heard).toEqual(all);
  });
}

describe('listening in', () => {
  it('hears what is told from then on, in order, and nothing else', async () => {
    const answered = { agencyId, feeId: '1', changeType: 'a', changeId: 'b', state: 'sent', at };
    await library.tell(
      transfer('1', 'queued'),
      Object.assign(new BalanceChangeAnswered(), answered),
      transfer('1', 'accepted'),
    );
    await hears('1 queued', '1 accepted');
  });

  it('passes over what it can not read, or is too large', async () => {
    const [spoilt] = library.write([transfer('2', 'queued')]);
    if (spoilt === undefined) throw new Error('nothing was written');
    await library.publish([{ ...spoilt, body: Buffer.from('{') }]);
    await library.tell(transfer('3', 'rejected', 'x'.repeat(1_000)), transfer('3', 'accepted'));
    await hears('3 accepted');
  });

  it('begins once, however often it is asked', async () => {
    expect(await overhearing.begin()).toBe(false);
    await library.tell(transfer('4', 'queued'), transfer('4', 'accepted'));
    await hears('4 queued', '4 accepted');
  });

  it('hears again when it is begun again, and says that something may have been missed', async () => {
    wire.reset();
    await eventually(() => overhearing.begin());

    await library.tell(transfer('5', 'accepted'));
    await hears('5 accepted');
  });

  it('refuses while the broker is away, and begins when it is back', async () => {
    await wire.refuse();
    try {
      await eventually(async () => {
        await expect(overhearing.begin()).rejects.toThrow();
      });
    } finally {
      await wire.mend();
    }
    await eventually(() => overhearing.begin());
    await library.tell(transfer('6', 'accepted'));
    await hears('6 accepted');
  });

  it('leaves neither connection nor queue behind', async () => {
    await overhearing.end();
    await eventually(() => wire.open === 0);
    expect(await overhearing.begin()).toBe(true);
  });

  it('bears to be ended while it begins', async () => {
    await overhearing.end();
    const beginning = overhearing.begin();
    await overhearing.end();
    await beginning.catch(() => undefined);
    await overhearing.end();
    await eventually(() => wire.open === 0);
  });
});
