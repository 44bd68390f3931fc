import type { Channel } from 'amqplib';

type Corkable = { cork(): void; uncork(): void };

/**
 * Sends what is written to a channel's connection in this turn of the event loop with one system call instead of one per
 * frame. The frames and their order are the same.
 */
export function gathered({ connection }: Channel): void {
  if (!('stream' in connection)) return;
  const stream = connection.stream as Corkable;
  stream.cork();
  setImmediate(() => {
    stream.uncork();
  });
}
