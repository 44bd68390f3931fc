import type { ChannelModel } from 'amqplib';

/** A message on `library.updates`, as any library backend reads it. */
export type Update = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Hears all that is told to library backends, through a queue of its own. */
export class Updates {
  private readonly heard = new Map<string, Update>();

  static async listen(broker: ChannelModel): Promise<Updates> {
    const updates = new Updates();
    const channel = await broker.createChannel();
    const { queue } = await channel.assertQueue('library-backend.updates', {
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    });
    await channel.bindQueue(queue, 'library.updates', '#');
    await channel.consume(queue, (message) => {
      if (message === null) return;
      updates.keep(JSON.parse(message.content.toString()) as Update);
      channel.ack(message);
    });
    return updates;
  }

  /** An agency's updates on one subject (a `feeId`, `patronId` or `taskId`), in the order of their numbers, up to the first gap. */
  of(agencyId: string, subject: string): Update[] {
    const inOrder = [...this.heard.values()]
      .filter((update) => update.data['agencyId'] === agencyId && update.subject === subject)
      .sort((one, other) => Number(one.sequence) - Number(other.sequence));
    const gap = inOrder.findIndex(({ sequence }, at) => Number(sequence) !== at + 1);
    return gap < 0 ? inOrder : inOrder.slice(0, gap);
  }

  /** All that an agency was told, in the order in which it came. */
  toAgency(agencyId: string): Update[] {
    return [...this.heard.values()].filter(({ data }) => data['agencyId'] === agencyId);
  }

  /** A repeat is the same event (contract.md): it counts once. */
  private keep(update: Update): void {
    const key = `${update.source} ${update.id}`;
    if (!this.heard.has(key)) this.heard.set(key, update);
  }
}
