import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aPlace } from '../place.fixture.js';
import { SilentWatch } from '../watch.js';
import { aPublisher, aReplica, bodyOf, type Replica } from '../counting.fixture.js';

let place: Awaited<ReturnType<typeof aPlace>>;
let replica: Replica;
let publisher: Awaited<ReturnType<typeof aPublisher>>;
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));

beforeAll(async () => {
  place = await aPlace();
  replica = await aReplica({ amqpUrl: place.amqpUrl, databaseUrl: await place.database('a'), watch: Object.assign(new SilentWatch(), { batchFailed: (e: unknown, n: number) => console.log('FAILED', n, e), loopFailed: (l: string, e: unknown) => console.log(l, e) }) });
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await publisher?.close();
  await replica?.stop();
  await place?.dispose();
});
describe('try', () => {
  it('adds', async () => {
    await publisher.publish([bodyOf({ feeId: '1', number: 2, amount: 5 }), bodyOf({ feeId: '1', number: 1, amount: 3 }), bodyOf({ feeId: '2', number: 1, amount: 3, trouble: 'permanent' }),bodyOf({ feeId: '3', number: 1, amount: 3, trouble: 'statement' }), bodyOf({ feeId: '2', number: 2, amount: 3 }), bodyOf({ feeId: '1', number: 4, amount: 1 })]);
    await sleep(1500);
    await publisher.publish([bodyOf({ feeId: '1', number: 3, amount: 1 })]);
    await sleep(1500);
    console.log(await replica.database.query('select * from sum'), await replica.database.query('select queue,state,number,message_id,reason_code,reason_text, attempts from messaging.set_aside'), await replica.database.query('select * from messaging.position'), await replica.database.query('select exchange,routing_key, body from messaging.outbox'));
    expect(1).toBe(1);
  }, 20000);
});
