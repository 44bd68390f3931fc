import { describe, expect, it } from '@jest/globals';
import { LibraryBook } from '../book/library-book.js';
import { Listener } from '../broker/listener.js';
import { Publisher } from '../broker/publisher.js';
import { control } from './controls.js';
import { Player } from './player.js';

const nowhere = 'amqp://127.0.0.1:1';

function backend(): Parameters<typeof control>[0] {
  const book = new LibraryBook();
  const publisher = new Publisher(nowhere);
  return {
    book,
    publisher,
    player: new Player(book, publisher),
    listener: new Listener(nowhere, () => undefined),
  };
}

const thisFile = new URL(import.meta.url).pathname;
const get = { method: 'GET', body: '' };

describe('the controls', () => {
  it('tell a picture of nothing before anything happens', async () => {
    expect(await control(backend(), { ...get, path: '/control/summary' })).toEqual({
      status: 200,
      json: {
        playing: false,
        published: { count: 0, ore: 0, events: 0 },
        ...{ byTransfer: {}, byReason: {}, refusedChanges: {}, tasks: { open: {} } },
        ...{ paid: { count: 0, ore: 0 }, writtenOff: { count: 0, ore: 0 } },
        ...{
          settledBefore: { ore: 0 },
          writtenDown: { ore: 0 },
          outstanding: { ore: 0 },
          credit: { ore: 0 },
        },
        ...{ gaps: 0, unanswered: 0, differences: 0, others: 0, returned: 0, unreadable: 0 },
      },
    });
  });

  it('know nothing of what they have not heard of', async () => {
    expect((await control(backend(), { ...get, path: '/balances/DK-761500/1' })).status).toBe(404);
    expect((await control(backend(), { ...get, path: '/elsewhere' })).status).toBe(404);
  });

  it.each([
    '',
    '[]',
    '{}',
    '{"file":7}',
    `{"file":"${thisFile}","ratePerSecond":0}`,
    '{"file":"/no/such/file"}',
  ])('refuse to play %s', async (body) => {
    const { status } = await control(backend(), { method: 'POST', path: '/control/play', body });
    expect(status).toBe(422);
  });

  it.each(['', '{}', '["a"]', '[[]]'])('refuse to publish %s', async (body) => {
    expect(
      (await control(backend(), { method: 'POST', path: '/control/publish', body })).status,
    ).toBe(422);
  });

  it('play one file at a time', async () => {
    const busy = backend();
    busy.player.playing = true;
    const body = JSON.stringify({ file: thisFile });
    expect((await control(busy, { method: 'POST', path: '/control/play', body })).status).toBe(409);
  });

  it('name the line that is no event, and don’t quote it', async () => {
    const started = backend();
    const body = JSON.stringify({ file: thisFile });
    expect(await control(started, { method: 'POST', path: '/control/play', body })).toEqual({
      status: 202,
      json: { playing: true },
    });
    while (started.player.playing) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(started.player.failure).toBe(
      `${thisFile}, line 1: one CloudEvent a line is expected, as a JSON object.`,
    );
  });
});
