import { eventOf } from '@libs/contracts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import type { Tx } from '@libs/persistence';
import { planFor, type Sum } from '../counting.fixture.js';
import { Noted, noted, TakeNotes } from '../meeting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';
import type { Decision } from '../work/decider.js';
import type { Message } from '../work/message.js';
import type { Concern } from '../work/stream.js';

jest.setTimeout(240_000);

let place: Place;
let replicas: readonly Replica[];
let publisher: Publisher;
const decider = new TakeNotes();

beforeAll(async () => {
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl, 'payments');
  const databaseUrl = await place.databaseUrl('notes');
  const limits = {
    consumer: {
      batchMax: 3,
      batchesInFlightMax: 2,
      prefetch: 6,
      batchBytesMax: 1_000_000,
      waitingBytesMax: 1_000_000,
      lingerMs: 0,
      pacing: { minMs: 0, maxMs: 0 },
      rebuildMs: 100,
    },
    failing: { attemptsMax: 1, firstRetryMs: 10, retryMsMax: 10 },
  };
  const plans = [
    planFor(decider, { queue: 'summing.notes', types: [eventOf(Noted).type], everythingFrom: [] }),
  ];
  replicas = await Promise.all(
    [1, 2, 3].map(() => aReplica({ amqpUrl: place.amqpUrl, databaseUrl, limits, plans })),
  );
});
afterAll(async () => {
  await Promise.all([publisher.close(), ...replicas.map((replica) => replica.stop())]);
  await place.dispose();
});

/** Learns what its notes concern only while its batch waits for its locks. */
class TakeNotesKnownLate extends TakeNotes {
  /** Of each decision whether its subjects were locked when the state was read that it was taken by. */
  readonly locked: boolean[] = [];
  private asked = 0;
  private wasLocked = false;

  needs(): [] {
    return [];
  }

  override concerns(messages: readonly Message<Noted>[]): Concern[] {
    this.asked += 1;
    return this.asked === 1 ? [] : super.concerns(messages);
  }

  override async gather(tx: Tx, messages: readonly Message<Noted>[]): Promise<Map<string, Sum>> {
    const [note] = messages;
    const made = await tx.query(`SELECT 1 FROM messaging.subject WHERE key = $1`, [
      note?.event.feeId,
    ]);
    this.wasLocked = made.length === 1;
    return super.gather(tx, messages);
  }

  override decide(state: Sum | undefined, message: Message<Noted>): Decision<Sum> {
    this.locked.push(this.wasLocked);
    return super.decide(state, message);
  }
}

const settled = (): number =>
  replicas.reduce(
    (sum, { watch }) =>
      sum + watch.count('applied') + watch.count('duplicate') + watch.count('parked'),
    0,
  );
const applied = (): number => replicas.reduce((sum, { watch }) => sum + watch.count('applied'), 0);
const sumOf = async (feeId: string): Promise<number | undefined> =>
  (await replicas[0]?.sums())?.get(feeId)?.sum;
const parked = async (): Promise<readonly string[]> =>
  ((await replicas[0]?.setAside()) ?? []).map(({ message_id }) => message_id);

async function publish(bodies: readonly Buffer[]): Promise<void> {
  const before = settled();
  await publisher.publish(bodies, 'balance.test-noted.DK-761500');
  await eventually(() => settled() >= before + bodies.length); // replays may be reported meanwhile
}

describe('messages without a number', () => {
  it('count once however many copies race', async () => {
    const notes = Array.from({ length: 30 }, (_, i) =>
      noted(`raced-${String(i)}`, 'raced', 2 ** (i % 10)),
    );
    await publish(notes.flatMap((note) => Array.from({ length: 8 }, () => note)));
    expect(await sumOf('raced')).toBe(3 * 1023);
    expect(applied()).toBe(30);
  });

  it('are told apart by their source', async () => {
    await publish([
      noted('same', 'sources', 1, '/one'),
      noted('same', 'sources', 10, '/other'),
      noted('same', 'sources', 1, '/one'),
    ]);
    expect(await sumOf('sources')).toBe(11);
  });

  it('are decided under the locks of all that they concern, also of what becomes known late', async () => {
    const late = new TakeNotesKnownLate();
    const queue = 'summing.late';
    const replica = await aReplica({
      amqpUrl: place.amqpUrl,
      databaseUrl: await place.databaseUrl('late'),
      plans: [planFor(late, { queue, types: [eventOf(Noted).type], everythingFrom: [] })],
    });
    try {
      await publisher.publish([noted('late', 'late', 7)], 'balance.test-noted.DK-761500');
      await eventually(() => replica.watch.count('applied') === 1);
      expect(late.locked).toEqual([true]);
      expect((await replica.sums()).get('late')?.sum).toBe(7);
    } finally {
      await replica.stop();
    }
  });

  it('count once after they have failed, also when several copies of them were set aside and are replayed', async () => {
    decider.troubled = true;
    const note = noted('troubled', 'troubled', 5);
    await publish([note]);
    await publish([note, note]);
    expect(await parked()).toEqual(['troubled', 'troubled', 'troubled']);
    decider.troubled = false;
    await replicas[0]?.database.query(`UPDATE messaging.set_aside SET state = 'ready'`);
    await eventually(async () => (await parked()).length === 0);
    await publish([note]);
    expect(await sumOf('troubled')).toBe(5);
  });

  it('count as handled once one copy has been given up by hand', async () => {
    const desk = replicas[0]?.engine.desk;
    decider.troubled = true;
    const note = noted('given-up', 'given-up', 5);
    await publish([note]);
    await publish([note]);
    await eventually(async () => (await parked()).length === 2); // what was replayed before may be reported only now
    const [one, other] = (await desk?.list({ rowsMax: 10 })) ?? [];
    await desk?.discard(one?.id ?? '', { by: 'operator', why: 'It is not ours.' });
    await eventually(async () => (await parked()).length === 1);
    decider.troubled = false;
    await desk?.replay(other?.id ?? '', { by: 'operator' });
    await eventually(async () => (await parked()).length === 0);
    await publish([note]);
    expect(await sumOf('given-up')).toBeUndefined();
    const book = await desk?.audit({ parkedId: other?.id, rowsMax: 1 });
    expect(book).toMatchObject([{ act: 'replayed', outcome: 'duplicate' }]);
  });
});
