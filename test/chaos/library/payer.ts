import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { agencyOf, feeIdOf, kroner } from '../story/events.js';
import { wordsFor } from '../story/expected-end.js';
import type { Moved } from '../story/movement.js';
import type { Movement, Story } from '../story/story.js';
import { Refused, type Debtors } from '../system/debtors.js';

const atATime = 4;
const againMs = 500;
/** What is reported a second time is so, after so much else. */
const repeatAfterMs = 15_000;
const answerWithinMs = 5_000;

export type PayerOptions = {
  readonly debtors: Pick<Debtors, 'move' | 'reverse' | 'reportAgain'>;
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
  /** What was asked to be registered at the debtor systems, by its id. */
  readonly registered = new Map<string, Moved>();
  private readonly waiting: number[] = [];
  private readonly known: Uint8Array;
  private underWay = 0;
  private repeats = 0;
  private ending = false;

  constructor(
    balances: number,
    private readonly options: PayerOptions,
  ) {
    this.known = new Uint8Array(balances);
  }

  get left(): number {
    return this.waiting.length + this.underWay + this.repeats;
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
    const receivableId = await this.receivableOf(place, number);
    if (receivableId === undefined) return;
    for (const movement of movements) {
      const ids = await this.move(receivableId, { number, place }, movement);
      if (ids === undefined) return;
      if (movement.again) void this.repeat(ids, { number, place });
    }
  }

  /** @returns the ids under which it happened; nothing if the debtor system refused it */
  private async move(
    receivableId: string,
    { number, place }: Pick<Story, 'number' | 'place'>,
    { what, ore, reversedOre }: Movement,
  ): Promise<readonly string[] | undefined> {
    const { debtors } = this.options;
    const [type, reversal] = wordsFor(what);
    const id = randomUUID();
    const moved = { id, receivableId, amountKroner: kroner(ore) };
    this.note(id, { number, type, ore });
    if (!(await this.isTaken(number, () => debtors.move(place, what, moved)))) return undefined;
    if (reversedOre === undefined) return [id];
    const reversalId = randomUUID();
    const back = { id, reversalId, amountKroner: kroner(reversedOre) };
    this.note(reversalId, { number, type: reversal, ore: reversedOre });
    if (!(await this.isTaken(number, () => debtors.reverse(place, back)))) return undefined;
    return [id, reversalId];
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

  private note(id: string, moved: Moved): void {
    this.registered.set(id, moved);
    const { number, type, ore } = moved;
    this.options.note(`registered ${feeIdOf(number)} ${type} ${kroner(ore)} ${id}`);
  }

  /** The debtor system reports it once more, after so much else; asked again after a lost answer, perhaps twice more. */
  private async repeat(
    ids: readonly string[],
    { number, place }: Pick<Story, 'number' | 'place'>,
  ): Promise<void> {
    const { debtors } = this.options;
    this.repeats += 1;
    await pause(repeatAfterMs, undefined, { ref: false });
    for (const id of ids) {
      if (await this.isTaken(number, () => debtors.reportAgain(place, id)))
        this.options.note(`repeated ${feeIdOf(number)} ${id}`);
    }
    this.repeats -= 1;
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
