import { describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import pg from 'pg';
import { aPlace, eventually } from './index.js';

describe('a place', () => {
  it('has a virtual host with our policies, databases of its own, and leaves nothing behind', async () => {
    const place = await aPlace();
    const broker = await connect(place.amqpUrl);
    broker.on('error', () => undefined); // it is cut at the end
    const channel = await broker.createChannel();
    const queue = 'verification.claims';
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    channel.sendToQueue(queue, Buffer.from('refused'), { persistent: true });
    const refused = await eventually(async () => channel.get(queue));
    if (refused !== false) channel.reject(refused, false);
    expect(
      await eventually(async () => channel.get('dead-letters', { noAck: true })),
    ).toMatchObject({ content: Buffer.from('refused') });

    const url = await place.databaseUrl('claim-intake');
    expect(await place.databaseUrl('claim-intake')).toBe(url);
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined); // it is cut at the end
    await client.connect();
    expect((await client.query('SHOW fsync')).rows).toEqual([{ fsync: 'on' }]);

    await place.dispose();
    await expect(connect(place.amqpUrl)).rejects.toThrow();
    const again = new pg.Client({ connectionString: url });
    await expect(again.connect()).rejects.toMatchObject({ code: '3D000' });
  });
});
