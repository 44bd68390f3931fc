import type { Channel, ChannelModel } from 'amqplib';

const answeredWithinMs = 5_000;

/**
 * Closes a channel or a connection, and is over when the broker has answered, when the connection is lost meanwhile, or when the
 * broker has said nothing for five seconds. amqplib's own `close` never ends when the answer does not come: a service would
 * neither start nor stop.
 */
export async function closed(open: Pick<Channel | ChannelModel, 'close' | 'once'>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const lost = new Promise<void>((resolve) => {
    open.once('close', () => {
      resolve();
    });
    timer = setTimeout(resolve, answeredWithinMs);
  });
  await Promise.race([open.close().catch(() => undefined), lost]); // closed already is closed too
  clearTimeout(timer);
}
