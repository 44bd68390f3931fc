import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { connect, type ChannelModel } from 'amqplib';
import { aBrokenWire, aPlace, type BrokenWire, type Place } from '@libs/testing';
import { closed } from './closed.js';

jest.setTimeout(240_000);

let place: Place;
let wire: BrokenWire;
let connection: ChannelModel;

beforeAll(async () => {
  place = await aPlace();
  wire = await aBrokenWire(place.amqpUrl);
});
beforeEach(async () => {
  connection = await connect(wire.url);
  connection.on('error', () => undefined);
});
afterEach(() => wire.mend());
afterAll(async () => {
  await wire.close();
  await place.dispose();
});

async function channel(): ReturnType<ChannelModel['createChannel']> {
  const opened = await connection.createChannel();
  opened.on('error', () => undefined);
  return opened;
}

describe('a close that the broker does not answer', () => {
  it.each([
    ['a channel', channel],
    ['a connection', () => Promise.resolve(connection)],
  ])('is over when the connection is lost meanwhile: %s', async (_, open) => {
    const opened = await open();
    wire.blackHole();
    const startedAt = performance.now();
    const over = closed(opened);
    wire.reset();
    await over;
    expect(performance.now() - startedAt).toBeLessThan(4_000); // not by its patience
  });

  it('is over after a while, though nobody says anything', async () => {
    const opened = await channel();
    wire.blackHole();
    await closed(opened);
  });

  it('is over at once for what is closed already', async () => {
    const opened = await channel();
    await closed(opened);
    const startedAt = performance.now();
    await closed(opened);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });
});
