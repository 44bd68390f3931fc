import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'amqplib';
import { eventOf } from '@libs/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { Added, AddUp, bodyOf, planFor } from '../counting.fixture.js';
import { aPublisher } from '../other-house.fixture.js';
import { aReplica, type Replica, type ReplicaOptions } from '../replica.fixture.js';

jest.setTimeout(240_000);

let place: Place;
let replica: Replica | undefined;

beforeAll(async () => {
  place = await aPlace();
});
afterEach(async () => {
  await replica?.stop();
  replica = undefined;
});
afterAll(() => place.dispose());

const ours = 'verification.checked';

async function start(
  queue: string,
  differently: Partial<ReplicaOptions> = {},
  everythingFrom: readonly string[] = [],
): Promise<Replica> {
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: await place.databaseUrl('checked'),
    managementUrl: place.managementUrl,
    plans: [planFor(new AddUp(false), { queue, types: [eventOf(Added).type], everythingFrom })],
    ...differently,
  });
  return replica;
}

async function manage(method: string, path: string, body: object): Promise<void> {
  const { origin, username, password } = new URL(place.managementUrl);
  const answer = await fetch(`${origin}/api/${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}

const vhost = (): string => new URL(place.amqpUrl).pathname.slice(1);

async function byHand(
  act: (channel: Awaited<ReturnType<typeof channelOf>>) => Promise<unknown>,
): Promise<void> {
  const hand = await connect(place.amqpUrl);
  await act(await channelOf(hand));
  await hand.close();
}

function channelOf(hand: Awaited<ReturnType<typeof connect>>) {
  return hand.createChannel();
}

async function aManagementThatSays(answers: Readonly<Record<string, unknown>>): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    response.end(JSON.stringify(answers[url] ?? []));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

describe('the start of a service', () => {
  it('goes on where flags and policies are as deploy/rabbitmq has them', async () => {
    expect((await start(ours, {}, ['library.balances'])).engine.ready).toBe(true);
    expect(replica?.watch.faults).toEqual([]);
  });

  it('ends with every queue and exchange that no policy looks after, and what to do', async () => {
    await expect(start('nobody.looks', {}, ['claims'])).rejects.toMatchObject({
      code: 'broker.policy-missing',
      message: `In the virtual host "${vhost()}" no policy gives the queue "nobody.looks" its delivery-limit, dead-letter-exchange, dead-letter-strategy, overflow; the exchange "claims" its alternate-exchange "claims.unroutable". Put deploy/rabbitmq/definitions.json in force there, or change what has a higher priority.`,
    });
  });

  it('ends where another policy has taken the place of ours', async () => {
    await manage('PUT', `policies/${vhost()}/stronger`, {
      pattern: '^verification\\.',
      'apply-to': 'all',
      priority: 100,
      definition: { 'max-length': 1_000, 'delivery-limit': 5 },
    });
    await expect(start(ours)).rejects.toMatchObject({
      code: 'broker.policy-missing',
      message: expect.stringContaining(
        `"${ours}" its dead-letter-exchange, dead-letter-strategy, overflow.`,
      ),
    });
    await manage('DELETE', `policies/${vhost()}/stronger`, {});
  });

  it('ends where a feature flag that we need is off, naming it', async () => {
    const server = await aManagementThatSays({
      '/api/feature-flags': [
        { name: 'quorum_queue', state: 'enabled' },
        { name: 'stream_queue', state: 'disabled' },
        { name: 'another', state: 'disabled' },
      ],
    });
    const { port } = server.address() as AddressInfo;
    await expect(
      start(ours, { managementUrl: `http://a:b@127.0.0.1:${String(port)}` }),
    ).rejects.toMatchObject({
      code: 'broker.flag-disabled',
      message:
        "The broker's feature flags stream_queue are not enabled: rabbitmqctl enable_feature_flag stream_queue",
    });
    server.close();
  });

  it.each([
    { how: 'does not answer', managementUrl: () => 'http://a:b@127.0.0.1:1' },
    {
      how: 'does not let us look',
      managementUrl: () => place.managementUrl.replace(/\/\/[^@]+@/, '//guest:wrong@'),
    },
  ])('goes on where the management side $how, and says so', async ({ managementUrl }) => {
    const { engine, watch } = await start('nobody.looks', { managementUrl: managementUrl() });
    expect(engine.ready).toBe(true);
    expect(watch.faults).toEqual([expect.objectContaining({ code: 'broker.not-surveyed' })]);
  });

  it('ends where a queue of ours is there as another kind of queue', async () => {
    await byHand((channel) => channel.assertQueue('verification.classic', { durable: true }));
    await expect(start('verification.classic')).rejects.toMatchObject({
      code: 'broker.declared-otherwise',
      message: expect.stringMatching(/^"verification\.classic" is there.*x-queue-type/),
    });
  });

  it('ends where its user may not declare', async () => {
    const name = `poor${vhost()}`;
    await manage('PUT', `users/${name}`, { password: 'poor', tags: '' });
    await manage('PUT', `permissions/${vhost()}/${name}`, { configure: '^$', write: '', read: '' });
    const amqpUrl = place.amqpUrl.replace(/\/\/[^@]+@/, `//${name}:poor@`);
    await expect(start(ours, { amqpUrl })).rejects.toMatchObject({ code: 'broker.not-allowed' });
    await manage('DELETE', `users/${name}`, {});
  });
});

describe('a queue that is replaced by another kind of queue while a service runs', () => {
  it('is told of until somebody mends it; then all goes on', async () => {
    const { engine, watch, sums } = await start(ours);
    await byHand(async (channel) => {
      await channel.deleteQueue(ours);
      await channel.assertQueue(ours, { durable: true });
    });
    await eventually(() => {
      expect(watch.faults).toContainEqual(
        expect.objectContaining({ code: 'broker.declared-otherwise' }),
      );
    });
    expect(engine.ready).toBe(false);
    await byHand((channel) => channel.deleteQueue(ours));
    await eventually(() => engine.ready);
    const publisher = await aPublisher(place.amqpUrl);
    await publisher.publish([bodyOf({ feeId: 'mended', number: 1 })]);
    await eventually(async () => (await sums()).get('mended')?.trail === '1,');
    await publisher.close();
  });
});
