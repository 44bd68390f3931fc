import type { ChannelModel, ConfirmChannel, Message } from 'amqplib';
import { BrokerLink } from './broker-link.js';
import type { Outgoing } from './outgoing.js';

export const balancesExchange = 'library.balances';

const contentType = 'application/cloudevents+json';
const windowMax = 300;
/** A message that the broker refused, or found no queue for, is published again after so long. */
const againAfterMs = 500;

/**
 * Understands publishing so that nothing is lost: what is not confirmed is published again, also over a new connection. Some
 * messages may arrive twice, which the receivers know how to take.
 */
export class Publisher {
  private readonly link: BrokerLink;
  private readonly unconfirmed = new Map<number, Outgoing>();
  private readonly returnedIds = new Set<string>();
  private readonly waiting: (() => void)[] = [];
  private channel: ConfirmChannel | undefined;
  private tickets = 0;
  /** How often the broker had no queue for a message. */
  returned = 0;

  constructor(amqpUrl: string) {
    this.link = new BrokerLink(amqpUrl, (model) => this.setUp(model));
  }

  open(): Promise<void> {
    return this.link.open();
  }

  /** What is not confirmed by now is given up, and nobody waits for it any more. */
  async close(): Promise<void> {
    await this.link.close();
    this.unconfirmed.clear();
    this.letGo();
  }

  /** How many messages have been given to it. */
  get count(): number {
    return this.tickets;
  }

  /** Resolves as soon as there is room for the message, not when it is confirmed: see `settled`. */
  async publish(message: Outgoing): Promise<void> {
    while (this.unconfirmed.size >= windowMax) await this.nextConfirm();
    this.tickets += 1;
    this.unconfirmed.set(this.tickets, message);
    this.send(this.tickets, message);
  }

  /** Resolves when the broker has all that was published so far. */
  async settled(): Promise<void> {
    const last = this.tickets;
    const isOpen = (): boolean => [...this.unconfirmed.keys()].some((ticket) => ticket <= last);
    while (isOpen()) await this.nextConfirm();
  }

  private async setUp(model: ChannelModel): Promise<void> {
    const channel = await model.createConfirmChannel();
    this.link.watch(channel, model);
    channel.on('close', () => {
      if (this.channel === channel) this.channel = undefined;
    });
    channel.on('return', ({ properties: { messageId } }: Message) => {
      this.returned += 1;
      if (typeof messageId === 'string') this.returnedIds.add(messageId);
    });
    await channel.assertExchange(balancesExchange, 'topic', { durable: true });
    this.channel = channel;
    for (const [ticket, message] of this.unconfirmed) this.send(ticket, message);
  }

  /** Without a channel it waits for the next one. */
  private send(ticket: number, message: Outgoing): void {
    const { channel } = this;
    if (channel === undefined) return;
    const { body, routingKey, messageId } = message;
    const options = { persistent: true, mandatory: true, contentType, messageId };
    channel.publish(balancesExchange, routingKey, body, options, (refused: unknown) => {
      const isTaken = (refused ?? undefined) === undefined && !this.returnedIds.delete(messageId);
      if (isTaken) this.confirm(ticket);
      else if (this.channel === channel) this.sendAgain(ticket, message);
    });
  }

  private sendAgain(ticket: number, message: Outgoing): void {
    const { channel } = this;
    setTimeout(() => {
      if (this.channel === channel) this.send(ticket, message);
    }, againAfterMs).unref();
  }

  private confirm(ticket: number): void {
    this.unconfirmed.delete(ticket);
    this.letGo();
  }

  private letGo(): void {
    for (const go of this.waiting.splice(0)) go();
  }

  private nextConfirm(): Promise<void> {
    return new Promise((go) => this.waiting.push(go));
  }
}
