import { randomUUID } from 'node:crypto';
import type { ChannelModel, ConfirmChannel } from 'amqplib';

export type Movement = {
  readonly type: string;
  readonly amount: string;
  readonly registeredAt: string;
};
export type Stated = {
  readonly receivableId: string;
  readonly outstanding: string;
  readonly movements: readonly Movement[];
};
type Told = {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Asks for statements over the broker as payment-reconciliation does, and hears what the gateway tells of them. */
export class Statements {
  private readonly heard = new Map<string, Told[]>();

  private constructor(private readonly channel: ConfirmChannel) {}

  static async listen(broker: ChannelModel): Promise<Statements> {
    const channel = await broker.createConfirmChannel();
    const statements = new Statements(channel);
    const { queue } = await channel.assertQueue('a-reconciliation', {
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    });
    for (const type of ['page-read', 'completed', 'failed'])
      await channel.bindQueue(queue, 'statements', `statement.${type}.#`);
    await channel.consume(queue, (message) => {
      if (message === null) return;
      statements.keep(JSON.parse(message.content.toString()) as Told);
      channel.ack(message);
    });
    return statements;
  }

  /** @returns its id */
  async request(
    municipalityCode: string,
    statementId: string = randomUUID(),
    source = '/payment-reconciliation',
  ): Promise<string> {
    const at = new Date().toISOString();
    const event = {
      ...{ specversion: '1.0', source, sequence: '1' },
      ...{ id: `statement/${statementId}/1`, type: 'dk.debitorbro.statement.requested.v1' },
      ...{ subject: statementId, time: at, datacontenttype: 'application/json' },
      data: { statementId, municipalityCode, at },
    };
    const key = `statement.requested.${municipalityCode}`;
    const properties = { persistent: true, contentType: 'application/cloudevents+json' };
    this.channel.publish('statements', key, Buffer.from(JSON.stringify(event)), properties);
    await this.channel.waitForConfirms();
    return statementId;
  }

  /** What has been told of a statement, in order; a repeat is the same message. */
  of(statementId: string): readonly Told[] {
    return (this.heard.get(statementId) ?? []).toSorted(
      (one, other) => Number(one.sequence) - Number(other.sequence),
    );
  }

  /** The last word on a statement; nothing while it is told. */
  endOf(statementId: string): Told | undefined {
    return this.of(statementId).find(({ type }) => !type.includes('page-read'));
  }

  receivablesIn(statementId: string): readonly Stated[] {
    const pages = this.of(statementId).filter(({ type }) => type.includes('page-read'));
    return pages.flatMap(({ data }) => data['receivables'] as Stated[]);
  }

  private keep(told: Told): void {
    const known = this.heard.get(told.subject) ?? [];
    if (known.some(({ id, source }) => id === told.id && source === told.source)) return;
    this.heard.set(told.subject, [...known, told]);
  }
}
