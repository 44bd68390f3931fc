import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { agencyOf, feeIdOf, kroner } from '../story/events.js';
import type { Story } from '../story/story.js';
import { Refused, type Debtors } from '../system/debtors.js';

const atATime = 4;
const againMs = 500;
const answerWithinMs = 5_000;

export type PayerOptions = {
  readonly debtors: Pick<Debtors, 'move'>;
  readonly storyOf: (number: number) => Story;
  /** Of payment-reconciliation, if it lives. */
  readonly url: () => string | undefined;
  readonly token: string;
  readonly note: (line: string) => void;
  /** Told of what a debtor system refuses. */
  readonly trouble: (error: Error, feeId: string) => void;
};

/** Lets the debtors pay, and the debtor systems give up, what the stories say, once a balance has been answered in full. */
export class Payer {
  /** Ids under which something was asked to be registered at the debtor systems. */
  readonly registered = new Set<string>();
  private readonly waiting: number[] = [];
  private readonly known: Uint8Array;
  private underWay = 0;
  private ending = false;

  constructor(
    balances: number,
    private readonly options: PayerOptions,
  ) {
    this.known = new Uint8Array(balances);
  }

  get left(): number {
    return this.waiting.length + this.underWay;
  }

  /** A balance is as the library wants it. Told twice, it is paid once. */
  answered(number: number): void {
    if (this.known[number] !== 0) return;
    this.known[number] = 1;
    if (this.options.storyOf(number).movements.length === 0) return;
    this.waiting.push(number);
    this.goOn();
  }

  stop(): void {
    this.ending = true;
  }

  private goOn(): void {
    while (this.underWay < atATime && !this.ending) {
      const number = this.waiting.shift();
      if (number === undefined) return;
      this.underWay += 1;
      void this.pay(this.options.storyOf(number)).finally(() => {
        this.underWay -= 1;
        this.goOn();
      });
    }
  }

  private async pay({ number, place, movements }: Story): Promise<void> {
    const { debtors, note } = this.options;
    const receivableId = await this.receivableOf(place, number);
    if (receivableId === undefined) return;
    for (const { what, ore } of movements) {
      const id = randomUUID();
      this.registered.add(id);
      const movement = { id, receivableId, amountKroner: kroner(ore) };
      if (!(await this.isTaken(number, () => debtors.move(place, what, movement)))) return;
      note(`registered ${feeIdOf(number)} ${what} ${kroner(ore)} ${id}`);
    }
  }

  /** Asks until it is answered: under one id it happens once. */
  private async isTaken(number: number, ask: () => Promise<void>): Promise<boolean> {
    while (!this.ending) {
      try {
        await ask();
        return true;
      } catch (error) {
        if (error instanceof Refused) {
          this.options.trouble(error, feeIdOf(number));
          return false;
        }
        await pause(againMs);
      }
    }
    return false;
  }

  /** Asks until it is told: services die while they are asked. */
  private async receivableOf(place: number, number: number): Promise<string | undefined> {
    while (!this.ending) {
      const id = await this.askFor(place, number).catch(() => undefined);
      if (id !== undefined) return id;
      await pause(againMs);
    }
    return undefined;
  }

  private async askFor(place: number, number: number): Promise<string | undefined> {
    const { url, token } = this.options;
    const base = url();
    if (base === undefined) return undefined;
    const answer = await fetch(`${base}/balances/${agencyOf(place)}/${feeIdOf(number)}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const told = (await answer.json()) as { receivableId?: string };
    return answer.ok ? told.receivableId : undefined;
  }
}
