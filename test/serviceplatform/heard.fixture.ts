import type { ChannelModel } from 'amqplib';

/** A message as whoever binds a queue reads it. */
export type Heard = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence?: string;
  readonly atMs: number;
  readonly data: Readonly<Record<string, unknown>>;
};

const answerTypes = ['sent', 'accepted', 'accepted-with-remarks', 'rejected', 'not-needed'];

/** Hears what the gateway tells: answers on `receivables`, movements on `payments`. A repeat is the same event. */
export class Ear {
  private readonly known = new Set<string>();
  private readonly heard = new Map<string, Heard[]>();

  static async listen(broker: ChannelModel): Promise<Ear> {
    const ear = new Ear();
    const channel = await broker.createChannel();
    const { queue } = await channel.assertQueue('a-debtor-gateway', {
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    });
    for (const type of answerTypes)
      await channel.bindQueue(queue, 'receivables', `receivable.${type}.#`);
    await channel.bindQueue(queue, 'payments', '#');
    await channel.consume(queue, (message) => {
      if (message === null) return;
      const told = JSON.parse(message.content.toString()) as Omit<Heard, 'atMs'>;
      ear.keep({ ...told, atMs: performance.now() });
      channel.ack(message);
    });
    return ear;
  }

  /** Answers on a receivable, in order, by the last word of their type: `accepted`. */
  answersOn(receivableId: string): string[] {
    return this.on(receivableId).map(({ type }) => type.split('.').at(-2) ?? '');
  }

  on(receivableId: string): Heard[] {
    return this.of(receivableId)
      .filter(({ subject, sequence }) => subject === receivableId && sequence !== undefined)
      .sort((one, other) => Number(one.sequence) - Number(other.sequence));
  }

  /** Movements on a receivable, in the order in which they came. */
  movementsOn(receivableId: string): Heard[] {
    return this.of(receivableId).filter(({ sequence }) => sequence === undefined);
  }

  private of(receivableId: string): readonly Heard[] {
    return this.heard.get(receivableId) ?? [];
  }

  private keep(told: Heard): void {
    const key = `${told.source} ${told.id}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    const receivableId = String(told.data['receivableId']);
    this.heard.set(receivableId, [...this.of(receivableId), told]);
  }
}
