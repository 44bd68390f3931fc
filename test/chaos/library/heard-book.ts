import { numberIn, sequenceIn } from '../story/events.js';

/** An update as it came by `library.updates`. */
export type Update = {
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
  readonly payments: number;
  readonly paidOre: number;
  readonly writeOffs: number;
  readonly writtenOffOre: number;
  /** Numbers missing among the updates heard. */
  readonly gaps: number;
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
  /** What can't be: the same effect told twice, or one number with two contents. */
  readonly contradictions: string[] = [];
  readonly transactions = new Set<string>();
  /** Updates heard, repeats too. */
  heardCount = 0;
  private readonly heard: Uint32Array;
  private readonly prints: Int32Array;
  private readonly transferAt: Uint8Array;
  private readonly transfer: Uint8Array;
  private readonly acceptances: Uint8Array;
  private readonly answered: Uint32Array;
  private readonly refused: Uint32Array;
  private readonly payments: Uint8Array;
  private readonly paidOre: Int32Array;
  private readonly writeOffs: Uint8Array;
  private readonly writtenOffOre: Int32Array;

  constructor(readonly balances: number) {
    this.heard = new Uint32Array(balances);
    this.prints = new Int32Array(balances * (sequencesMax + 1));
    this.transferAt = new Uint8Array(balances);
    this.transfer = new Uint8Array(balances);
    this.acceptances = new Uint8Array(balances);
    this.answered = new Uint32Array(balances);
    this.refused = new Uint32Array(balances);
    this.payments = new Uint8Array(balances);
    this.paidOre = new Int32Array(balances);
    this.writeOffs = new Uint8Array(balances);
    this.writtenOffOre = new Int32Array(balances);
  }

  /** @returns the number of the balance that it told something new of */
  hear(update: Update): number | undefined {
    this.heardCount += 1;
    const number = numberIn(update.data.feeId);
    const isBalance = update.type.startsWith('dk.debitorbro.balance.');
    if (number === undefined || !isBalance || number >= this.balances) return undefined;
    const sequence = Number(update.sequence);
    if (!(sequence >= 1 && sequence <= sequencesMax)) {
      this.contradictions.push(`${name(number)}: an update with the number ${update.sequence}`);
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
      payments: this.payments[number] ?? 0,
      paidOre: this.paidOre[number] ?? 0,
      writeOffs: this.writeOffs[number] ?? 0,
      writtenOffOre: this.writtenOffOre[number] ?? 0,
      gaps: (bitsOf(heard).at(-1) ?? 0) - bitsOf(heard).length,
    };
  }

  private isNew(number: number, sequence: number, print: number): boolean {
    const at = number * (sequencesMax + 1) + sequence;
    const bit = 1 << sequence;
    if (((this.heard[number] ?? 0) & bit) !== 0) {
      if (this.prints[at] !== print)
        this.contradictions.push(`${name(number)}: update ${String(sequence)} has two contents`);
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
        this.contradictions.push(`${name(number)}: an update of an unknown type`);
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
    if (what.includes('rejected'))
      this.contradictions.push(`${name(number)}: ${eventId ?? ''} ${what}`);
    if (((of[number] ?? 0) & bit) !== 0)
      this.contradictions.push(`${name(number)}: ${eventId ?? ''} ${what} twice`);
    of[number] = (of[number] ?? 0) | bit;
  }

  private takeMovement(number: number, { transactionId = '', type, amount }: Update['data']): void {
    if (this.transactions.has(transactionId))
      this.contradictions.push(`${name(number)}: transaction ${transactionId} registered twice`);
    this.transactions.add(transactionId);
    const ore = Math.abs(Math.round(Number(amount) * 100));
    const isPayment = type === 'payment';
    const [counts, sums] = isPayment
      ? [this.payments, this.paidOre]
      : [this.writeOffs, this.writtenOffOre];
    counts[number] = (counts[number] ?? 0) + 1;
    sums[number] = (sums[number] ?? 0) + ore;
  }
}

function name(number: number): string {
  return `c${String(number)}`;
}

function bitsOf(mask: number): readonly number[] {
  const bits: number[] = [];
  for (let bit = 1; bit <= sequencesMax; bit += 1) if ((mask & (1 << bit)) !== 0) bits.push(bit);
  return bits;
}

/** 32 bits of what an update says (FNV-1a). */
function printOf({ type, data }: Update): number {
  const text = `${type}${JSON.stringify(data)}`;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}
