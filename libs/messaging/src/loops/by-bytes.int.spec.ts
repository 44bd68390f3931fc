import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, type Place } from '@libs/testing';
import { Outbox } from '../door/outbox.js';
import { SetAside } from '../door/set-aside.js';
import { aReplica, type Replica } from '../replica.fixture.js';

jest.setTimeout(240_000);

const leaseMs = 60_000;

let place: Place;
let replica: Replica;

beforeAll(async () => {
  place = await aPlace();
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: await place.databaseUrl('bytes'),
  });
  await replica.engine.stop(); // its own loops would take what the test has put there
});
afterAll(async () => {
  await replica.stop();
  await place.dispose();
});

const sizesOf = (rows: readonly { readonly body: string }[]): number[] =>
  rows.map(({ body }) => body.length);

describe('a look at what stands in a table', () => {
  it('takes no more of the outbox than its bytes allow, and one row however large', async () => {
    const outbox = new Outbox(replica.database);
    for (const size of [100, 150, 200, 5_000, 300])
      await outbox.append(
        [
          {
            id: randomUUID(),
            exchange: 'library.updates',
            routingKey: 'a',
            body: 'x'.repeat(size),
          },
        ],
        -1_000,
      );
    const looks = [];
    for (let look = 0; look < 5; look += 1)
      looks.push(sizesOf(await outbox.lease(100, leaseMs, 250)).toSorted((a, b) => a - b));
    expect(looks).toEqual([[100, 150], [200], [5_000], [300], []]);
  });

  it('takes no more of what is set aside than its bytes allow, and one row however large', async () => {
    const setAside = new SetAside(replica.database);
    const now = new Date().toISOString();
    const row = (size: number, at: number): Parameters<SetAside['keep']>[0][number] => ({
      ...{ id: randomUUID(), queue: 'q', state: 'retry', subjectId: undefined },
      ...{ source: '/library/1', number: at, messageId: String(size), type: 'fee' },
      ...{ waitsOn: undefined, attempts: 1, retryAt: new Date(0).toISOString() },
      ...{ reason: { code: 'test', text: 'test' }, body: 'x'.repeat(size) },
    });
    await setAside.keep([5_000, 100, 50, 100].map(row), now);
    const looks = [];
    for (let look = 0; look < 3; look += 1) {
      const due = await setAside.due(100, 150);
      looks.push(sizesOf(due));
      await setAside.remove(due.map(({ id }) => id));
    }
    expect(looks).toEqual([[5_000], [100, 50], [100]]);
  });
});
