import { Chance } from './chance.js';

/** What a debtor system can be told to do with a call, beside what is right. */
export const manners = [
  'accept-with-remarks',
  'reject',
  'fault',
  'slow',
  'drop-after-commit',
  'down',
] as const;
export type Manner = (typeof manners)[number];

/** An order: for the next `count` calls, until further notice, or for a share of calls drawn by a seed. */
export type Order = {
  readonly manner?: Manner;
  readonly next?: number;
  readonly seed?: number;
  readonly rates?: Readonly<Partial<Record<Manner, number>>>;
  readonly slowMs?: number;
  /** Limits the order to registrations (the default) or to queries; who is down is down for both. */
  readonly service?: Service;
  /** Limits the order to one municipality's calls. */
  readonly municipalityCvr?: string;
};

/** Which of its services a call is to. */
export type Service = 'registration' | 'query';

/** Understands how this debtor system has been told to misbehave. */
export class Behaviour {
  private order: Order = {};
  private left = 0;
  private readonly attempts = new Map<string, number>();

  /** Replaces what was ordered before; an empty order means behaving well. */
  obey(order: Order): void {
    this.order = order;
    this.left = order.next ?? Number.POSITIVE_INFINITY;
    this.attempts.clear();
  }

  get slowMs(): number {
    return this.order.slowMs ?? 2_000;
  }

  /** What to do with a call: drawn anew for each repeat of a call, so that none fails for ever. */
  towards(call: {
    readonly requestId?: string;
    readonly municipalityCvr: string;
    readonly service?: Service;
  }): Manner | undefined {
    if (!this.concerns(call.municipalityCvr) || !this.concernsService(call.service))
      return undefined;
    const { manner, rates } = this.order;
    if (manner !== undefined) return this.take(manner);
    return rates === undefined ? undefined : this.draw(rates, call.requestId ?? '');
  }

  /** A Ping fails only while the system is down. */
  isDown(municipalityCvr: string): boolean {
    return this.order.manner === 'down' && this.left > 0 && this.concerns(municipalityCvr);
  }

  private concerns(municipalityCvr: string): boolean {
    return (
      this.order.municipalityCvr === undefined || this.order.municipalityCvr === municipalityCvr
    );
  }

  private concernsService(called: Service = 'registration'): boolean {
    const { manner, service = 'registration' } = this.order;
    return manner === 'down' || service === called;
  }

  private take(manner: Manner): Manner | undefined {
    if (this.left <= 0) return undefined;
    this.left -= 1;
    return manner;
  }

  private draw(rates: NonNullable<Order['rates']>, requestId: string): Manner | undefined {
    const attempt = (this.attempts.get(requestId) ?? 0) + 1;
    this.attempts.set(requestId, attempt);
    let drawn = new Chance(this.order.seed ?? 0).of(`${requestId} ${attempt}`);
    for (const manner of manners) {
      drawn -= rates[manner] ?? 0;
      if (drawn < 0) return manner;
    }
    return undefined;
  }
}
