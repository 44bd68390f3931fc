import type { Channel } from 'amqplib';

type Readable = { read: (size?: number) => unknown; emit: (event: 'readable') => boolean };

/**
 * Stops reading a connection's socket, so that TCP holds the sender. amqplib reads on `readable`, which `pause()` does not
 * touch: the brake answers its reads with "nothing there" until it is let go. Held longer than two heartbeats, the
 * connection is taken for dead and made anew.
 */
export class SocketBrake {
  private release: (() => void) | undefined;

  get on(): boolean {
    return this.release !== undefined;
  }

  hold(channel: Channel): void {
    if (this.on) return;
    const stream = streamOf(channel);
    if (stream === undefined) return;
    const { read } = stream;
    stream.read = () => null;
    this.release = () => {
      stream.read = read;
      stream.emit('readable');
    };
  }

  letGo(): void {
    const { release } = this;
    this.release = undefined;
    release?.();
  }
}

function streamOf({ connection }: Channel): Readable | undefined {
  return 'stream' in connection ? (connection.stream as Readable) : undefined;
}
