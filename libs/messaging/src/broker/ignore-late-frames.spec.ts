import { describe, expect, it } from '@jest/globals';
import { ignoreLateFrames } from './ignore-late-frames.js';

/** As amqplib's: what comes for an unknown channel ends it. */
class ConnectionFixture {
  readonly channels: unknown[] = [{}, {}, null];
  readonly accepted: number[] = [];

  accept({ channel }: { channel: number }): void {
    if (!this.channels[channel]) throw new Error(`Frame on unknown channel ${String(channel)}`);
    this.accepted.push(channel);
  }
}

describe('a frame', () => {
  it.each([
    { whose: 'a channel that has been closed', channel: 2 },
    { whose: 'a channel that never was', channel: 7 },
  ])('for $whose is let pass', ({ channel }) => {
    const connection = new ConnectionFixture();
    ignoreLateFrames(connection);
    connection.accept({ channel });
    expect(connection.accepted).toEqual([]);
  });

  it('for the connection itself or an open channel is read', () => {
    const connection = new ConnectionFixture();
    ignoreLateFrames(connection);
    connection.accept({ channel: 0 });
    connection.accept({ channel: 1 });
    connection.channels[2] = {};
    connection.accept({ channel: 2 });
    expect(connection.accepted).toEqual([0, 1, 2]);
  });

  it.each([{}, { accept: () => 'as it was' }, { accept: 'no function', channels: [] }])(
    'of a connection that looks different is none of our business: %p',
    (connection) => {
      const before = { ...connection };
      ignoreLateFrames(connection);
      expect(connection).toEqual(before);
    },
  );
});
