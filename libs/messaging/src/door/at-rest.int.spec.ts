import { Event, eventOf } from '@libs/contracts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { IsString } from 'class-validator';
import { AddUp, bodyOf, planFor, type Added, type Sum } from '../counting.fixture.js';
import { aListener, aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, testSealer, type Replica } from '../replica.fixture.js';
import type { Decision } from '../work/decider.js';
import type { Message } from '../work/message.js';

jest.setTimeout(240_000);

/** What outsiders may read, and nobody else. */
@Event({
  type: 'dk.debitorbro.balance.test-named.v1',
  exchange: 'library.updates',
  kind: 'balance',
  key: 'feeId',
  routedBy: 'agencyId',
  personal: true,
})
class Named {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsString() personIdentifier!: string;
}

const identifier = '0101014XY9';

class Naming extends AddUp {
  override decide(state: Sum | undefined, message: Message<Added>): Decision<Sum> {
    const { agencyId, feeId } = message.event;
    const named = Object.assign(new Named(), { agencyId, feeId, personIdentifier: identifier });
    const { announce = [], ...rest } = super.decide(state, message);
    return { ...rest, announce: [...announce, named] };
  }
}

let place: Place;
let publisher: Publisher;
let replica: Replica;

beforeAll(async () => {
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl);
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: await place.databaseUrl('rest'),
    plans: [planFor(new Naming())],
  });
});
afterAll(async () => {
  await Promise.all([publisher.close(), replica.stop()]);
  await place.dispose();
});

type Row = { readonly id: string; readonly routing_key: string; readonly body: string };

const rows = (): Promise<Row[]> =>
  replica.database.query<Row>(
    `SELECT id, routing_key, body FROM messaging.outbox ORDER BY routing_key DESC`,
  );

describe('an event that outsiders read in plain', () => {
  it('waits sealed in the outbox, for its own row only; others wait as they are', async () => {
    await publisher.publish([bodyOf({ feeId: 'waits', number: 1 })]);
    await eventually(async () => (await rows()).length === 2);
    const [summed, named] = await rows();
    expect(summed?.body).toMatch(/^\{"specversion"/);
    expect(named?.body).not.toContain(identifier);
    expect(named?.body).not.toContain(Buffer.from(identifier).toString('base64url'));
    const opened = testSealer.open(named?.body ?? '', `outbox/${named?.id ?? ''}`);
    expect(opened).toMatchObject({
      type: eventOf(Named).type,
      data: { personIdentifier: identifier },
    });
  });

  it('is published in plain, by the relay as from memory, and not before a key opens it', async () => {
    await replica.database.query(
      `INSERT INTO messaging.outbox (id, exchange, routing_key, body, created_at, leased_until)
       VALUES (gen_random_uuid(), 'library.updates', 'balance.test-named.DK-761500', 'e30..e30.e30.e30', now(), now() - interval '1 day')`,
    );
    const listener = await aListener(place.amqpUrl);
    await publisher.publish([bodyOf({ feeId: 'at-once', number: 1 })]);
    await eventually(() => {
      const told = listener.heard.filter(({ data }) => data['personIdentifier'] === identifier);
      expect(told.map(({ subject }) => subject).sort()).toEqual(['at-once', 'waits']);
    });
    await eventually(async () => {
      expect((await rows()).map(({ body }) => body)).toEqual(['e30..e30.e30.e30']);
    });
    expect(replica.watch.faults).toContainEqual(
      expect.objectContaining({ code: 'sealed.malformed' }),
    );
    await listener.close();
  });
});

describe('a set-aside message that no key opens', () => {
  it('is parked with its place kept, and holds up nobody else', async () => {
    await publisher.publish([
      bodyOf({ feeId: 'lost-key', number: 2 }),
      bodyOf({ feeId: 'open', number: 2 }),
    ]);
    await eventually(async () => (await replica.setAside()).length === 2);
    await replica.database.query(
      `UPDATE messaging.set_aside SET body = 'e30..e30.e30.e30' WHERE message_id = 'lost-key-2'`,
    );
    await publisher.publish([
      bodyOf({ feeId: 'lost-key', number: 1 }),
      bodyOf({ feeId: 'open', number: 1 }),
    ]);
    await eventually(async () => {
      expect((await replica.sums()).get('open')?.trail).toBe('1,2,');
      expect(await replica.setAside()).toEqual([
        expect.objectContaining({
          message_id: 'lost-key-2',
          number: '2',
          state: 'parked',
          reason_code: 'sealed.malformed',
          body: 'e30..e30.e30.e30',
        }),
      ]);
    });
  });
});
