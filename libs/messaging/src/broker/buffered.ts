import type { Delivery } from './delivery.js';
import { SocketBrake } from './socket-brake.js';

/**
 * Understands how much may wait unparsed. AMQP bounds the number of deliveries only, so above a number of bytes the socket
 * is not read until some have been taken.
 */
export class Buffered {
  private deliveries: Delivery[] = [];
  private bytes = 0;
  private readonly brake = new SocketBrake();

  constructor(private readonly bytesMax: number) {}

  get length(): number {
    return this.deliveries.length;
  }

  push(delivery: Delivery): void {
    this.deliveries.push(delivery);
    this.bytes += delivery.message.content.length;
    if (this.bytes > this.bytesMax) this.brake.hold(delivery.channel);
  }

  /** The oldest deliveries, as many as fit; one at least, however large. */
  take(countMax: number, bytesMax: number): Delivery[] {
    const taken: Delivery[] = [];
    let bytes = 0;
    for (const delivery of this.deliveries) {
      const { length } = delivery.message.content;
      if (taken.length === countMax || (taken.length > 0 && bytes + length > bytesMax)) break;
      taken.push(delivery);
      bytes += length;
    }
    this.deliveries = this.deliveries.slice(taken.length);
    this.bytes -= bytes;
    if (this.bytes <= this.bytesMax) this.brake.letGo();
    return taken;
  }

  clear(): void {
    this.deliveries = [];
    this.bytes = 0;
    this.brake.letGo();
  }
}
