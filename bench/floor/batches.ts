import type { ConsumeMessage } from 'amqplib';
import type { Ledger, Told } from './ledger.js';
import type { Wire } from './wire.js';

export type Turn = (message: ConsumeMessage) => Told | Promise<Told>;

export type Limits = {
  readonly batchMax: number;
  /** Batches that are committed and wait for their confirms while the next is being committed. */
  readonly tellingMax: number;
};

type Arrived = { readonly message: ConsumeMessage; told?: Told };

/**
 * Takes whatever has arrived as one batch: turn, commit, tell, be confirmed, acknowledge; the outbox rows go when they go. Whatever
 * fails ends the process: what was not acknowledged comes again, what was committed is told at the next start.
 */
export class Batches {
  private readonly arrived: Arrived[] = [];
  private isTaking = false;
  private telling: Promise<unknown> = Promise.resolve();
  private tellingNow = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly wire: Wire,
    private readonly turn: Turn,
    private readonly limits: Limits,
  ) {}

  async tellWhatIsLeft(): Promise<void> {
    const left = await this.ledger.untold();
    await this.wire.tell(left);
    await this.ledger.forget(left);
  }

  hear(message: ConsumeMessage): void {
    const told = this.turn(message);
    const arrived: Arrived = told instanceof Promise ? { message } : { message, told };
    this.arrived.push(arrived);
    if (told instanceof Promise) void this.turned(arrived, told);
    else this.wake();
  }

  private async turned(arrived: Arrived, told: Promise<Told>): Promise<void> {
    arrived.told = await told;
    this.wake();
  }

  private wake(): void {
    const isReady = this.arrived[0]?.told !== undefined;
    if (this.isTaking || !isReady || this.tellingNow >= this.limits.tellingMax) return;
    this.isTaking = true;
    setImmediate(() => void this.take());
  }

  private async take(): Promise<void> {
    const { batch, last } = this.turnedSoFar();
    const told = await this.ledger.keep(batch);
    this.tellingNow += 1;
    this.telling = this.tellAfter(this.telling, told, last);
    this.isTaking = false;
    this.wake();
  }

  private async tellAfter(
    before: Promise<unknown>,
    told: readonly Told[],
    last: ConsumeMessage,
  ): Promise<void> {
    await Promise.all([before, this.wire.tell(told)]);
    this.wire.acknowledgeUpTo(last);
    this.tellingNow -= 1;
    void this.ledger.forget(told);
    this.wake();
  }

  /** In the order of arrival, so that one acknowledgement does for all of them. */
  private turnedSoFar(): { readonly batch: readonly Told[]; readonly last: ConsumeMessage } {
    const { batchMax } = this.limits;
    const open = this.arrived.findIndex(({ told }, at) => told === undefined || at === batchMax);
    const taken = this.arrived.splice(0, open < 0 ? this.arrived.length : open);
    const last = taken.at(-1);
    if (last === undefined) throw new Error('Nothing has arrived.');
    return { batch: taken.flatMap(({ told }) => told ?? []), last: last.message };
  }
}
