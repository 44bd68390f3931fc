import { feeIdOf, numberIn, sequenceIn } from '../story/events.js';
import { movementTypes, type Moved, type MovementType, type Totals } from '../story/movement.js';

/** An update as it came by `library.updates`. */
export type Update = {
  readonly id: string;
  readonly type: string;
  readonly sequence: string;
  readonly data: {
    readonly feeId?: string;
    readonly transfer?: string;
    readonly state?: string;
    readonly changeId?: string;
    readonly refusedId?: string;
    readonly transactionId?: string;
    readonly type?: string;
    readonly amount?: string;
  };
};

/** What the library has heard of one balance. */
export type HeardBalance = {
  /** The transfer that was told last, by sequence. */
  readonly transfer: string | undefined;
  /** How many updates told that the charge was accepted. */
  readonly acceptances: number;
  /** Sequences of its changes that were answered for good, and of those that were refused. */
  readonly answered: readonly number[];
  readonly refused: readonly number[];
  readonly told: Totals;
  /** Numbers missing among the updates heard. */
  readonly gaps: number;
};

/** What can't be, whatever the stories say. */
export type Contradiction = {
  readonly kind: 'doubled' | 'different';
  /** The library's name of the balance; nothing where an update names none. */
  readonly feeId: string | undefined;
  readonly text: string;
};

/** Updates of one balance, at most: a bit each. */
const sequencesMax = 31;
const transfers = [
  ...['', 'queued', 'sent', 'accepted', 'accepted-with-remarks', 'rejected', 'withdrawn'],
  ...['left-out', 'before-cut-off', 'no-agreement', 'awaiting-verification', 'not-transferable'],
];

/**
 * Understands what the library has heard of each balance of a run, in columns of fixed size: as much memory for the first
 * balance as for the last. A repeat of an update counts once; a repeat that says something else is a contradiction.
 */
export class HeardBook {
  /** The same effect told twice, one number with two contents, or an update that no story has. */
  readonly contradictions: Contradiction[] = [];
  /** Movements of which the library was told, by their ids. */
  readonly transactions = new Map<string, Moved>();
  /** Updates heard, repeats too. */
  heardCount = 0;
  private readonly heard: Uint32Array;
  private readonly prints: Int32Array;
  private readonly transferAt: Uint8Array;
  private readonly transfer: Uint8Array;
  private readonly acceptances: Uint8Array;
  private readonly answered: Uint32Array;
  private readonly refused: Uint32Array;
  /** A column for each type of movement, side by side. */
  private readonly times: Uint8Array;
  private readonly ore: Int32Array;

  constructor(readonly balances: number) {
    this.heard = new Uint32Array(balances);
    this.prints = new Int32Array(balances * (sequencesMax + 1));
    this.transferAt = new Uint8Array(balances);
    this.transfer = new Uint8Array(balances);
    this.acceptances = new Uint8Array(balances);
    this.answered = new Uint32Array(balances);
    this.refused = new Uint32Array(balances);
    this.times = new Uint8Array(balances * movementTypes.length);
    this.ore = new Int32Array(balances * movementTypes.length);
  }

  /** @returns the number of the balance that it told something new of */
  hear(update: Update): number | undefined {
    this.heardCount += 1;
    const number = numberIn(update.data.feeId);
    const isBalance = update.type.startsWith('dk.debitorbro.balance.');
    if (number === undefined || !isBalance || number >= this.balances) {
      this.takeUnexpected(update);
      return undefined;
    }
    const sequence = Number(update.sequence);
    if (!(sequence >= 1 && sequence <= sequencesMax)) {
      this.contradict('different', number, `an update with the number ${update.sequence}`);
      return undefined;
    }
    if (!this.isNew(number, sequence, printOf(update))) return undefined;
    this.take(number, sequence, update);
    return number;
  }

  of(number: number): HeardBalance {
    const heard = this.heard[number] ?? 0;
    return {
      transfer: transfers[this.transfer[number] ?? 0],
      acceptances: this.acceptances[number] ?? 0,
      answered: bitsOf(this.answered[number] ?? 0),
      refused: bitsOf(this.refused[number] ?? 0),
      told: this.toldOf(number),
      gaps: (bitsOf(heard).at(-1) ?? 0) - bitsOf(heard).length,
    };
  }

  private isNew(number: number, sequence: number, print: number): boolean {
    const at = number * (sequencesMax + 1) + sequence;
    const bit = 1 << sequence;
    if (((this.heard[number] ?? 0) & bit) !== 0) {
      if (this.prints[at] !== print)
        this.contradict('doubled', number, `update ${String(sequence)} has two contents`);
      return false;
    }
    this.heard[number] = (this.heard[number] ?? 0) | bit;
    this.prints[at] = print;
    return true;
  }

  private take(number: number, sequence: number, { type, data }: Update): void {
    switch (type) {
      case 'dk.debitorbro.balance.transfer-changed.v1':
        this.takeTransfer(number, sequence, data.transfer ?? '');
        return;
      case 'dk.debitorbro.balance.change-answered.v1':
        if (data.state !== 'sent')
          this.mark(this.answered, number, data.changeId, `answered as ${data.state ?? ''}`);
        return;
      case 'dk.debitorbro.balance.change-refused.v1':
        this.mark(this.refused, number, data.refusedId, 'refused');
        return;
      case 'dk.debitorbro.balance.transaction-registered.v1':
        this.takeMovement(number, data);
        return;
      default:
        this.contradict('different', number, `an update of an unknown type, ${type}`);
    }
  }

  private takeTransfer(number: number, sequence: number, transfer: string): void {
    if (transfer === 'accepted') this.acceptances[number] = (this.acceptances[number] ?? 0) + 1;
    if (sequence < (this.transferAt[number] ?? 0)) return;
    this.transferAt[number] = sequence;
    this.transfer[number] = Math.max(0, transfers.indexOf(transfer));
  }

  private mark(of: Uint32Array, number: number, eventId: string | undefined, what: string): void {
    const bit = 1 << sequenceIn(eventId);
    if (what.includes('rejected')) this.contradict('different', number, `${eventId ?? ''} ${what}`);
    if (((of[number] ?? 0) & bit) !== 0)
      this.contradict('doubled', number, `${eventId ?? ''} ${what} twice`);
    of[number] = (of[number] ?? 0) | bit;
  }

  private takeMovement(number: number, { transactionId = '', type, amount }: Update['data']): void {
    const column = movementTypes.findIndex((known) => known === type);
    const known = movementTypes[column];
    if (known === undefined) {
      this.contradict('different', number, `a movement of an unknown type, ${type ?? ''}`);
      return;
    }
    if (this.transactions.has(transactionId))
      this.contradict('doubled', number, `transaction ${transactionId} registered twice`);
    const ore = Math.round(Number(amount) * 100);
    this.transactions.set(transactionId, { number, type: known, ore });
    const at = number * movementTypes.length + column;
    this.times[at] = (this.times[at] ?? 0) + 1;
    this.ore[at] = (this.ore[at] ?? 0) + ore;
  }

  private toldOf(number: number): Totals {
    const of = (type: MovementType): Totals[MovementType] => {
      const at = number * movementTypes.length + movementTypes.indexOf(type);
      return { times: this.times[at] ?? 0, ore: this.ore[at] ?? 0 };
    };
    return {
      payment: of('payment'),
      payment_reduction: of('payment_reduction'),
      write_off: of('write_off'),
      write_off_reduction: of('write_off_reduction'),
    };
  }

  /** Nobody has asked for a task, or for a word about a balance that there is not. */
  private takeUnexpected({ type, data: { feeId } }: Update): void {
    const text = `${type} was told, and no story has it`;
    this.contradictions.push({ kind: 'different', feeId, text });
  }

  private contradict(kind: Contradiction['kind'], number: number, text: string): void {
    this.contradictions.push({ kind, feeId: feeIdOf(number), text });
  }
}

function bitsOf(mask: number): readonly number[] {
  const bits: number[] = [];
  for (let bit = 1; bit <= sequencesMax; bit += 1) if ((mask & (1 << bit)) !== 0) bits.push(bit);
  return bits;
}

/** 32 bits of what an update says (FNV-1a). */
function printOf({ id, type, data }: Update): number {
  const text = `${id} ${type}${JSON.stringify(data)}`;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}
