import type { Books, Movement, Receivable, Reversal } from './books.js';
import { sumsOf } from './books.js';
import { Chance } from './chance.js';
import { type Channel, channels } from './contract.js';
import type { Report, ReportedMovement } from './report.js';

/** How a night goes: which share of open receivables is paid, in part or in full, given up, or has a payment taken back. */
export type Night = {
  readonly seed: number;
  readonly paidShare: number;
  readonly partialShare: number;
  readonly writeOffShare: number;
  readonly reversalShare: number;
  /** Movements in one report, at most. */
  readonly movementsMax: number;
};

export const ordinaryNight: Night = {
  seed: 1,
  paidShare: 0.3,
  partialShare: 0.25,
  writeOffShare: 0,
  reversalShare: 0,
  movementsMax: 50,
};

/** When something happens, by the simulated clock. */
export type Moment = { readonly at: string; readonly day: string };

/** The id under which it happens; one of its own unless told. */
type Named = { readonly id?: string };

/** Understands money that comes in and goes out: payments, giving up, taking back, and settling what was paid too much. */
export class Cashier {
  private readonly movements = new Map<
    string,
    {
      readonly receivable: Receivable;
      readonly movement: Movement;
      readonly kind: 'covered' | 'written-off';
    }
  >();
  /** As they are reported, reversals too. */
  private readonly reports = new Map<string, ReportedMovement>();

  constructor(private readonly books: Books) {}

  /** A payment is applied; it may be more than is owed. */
  pay(
    receivable: Receivable,
    amountOre: number,
    channel: Channel,
    moment: Moment & Named,
  ): ReportedMovement {
    const movement = this.record('covered', receivable, amountOre, moment);
    return this.told({ ...reported('covered', receivable, movement), channel });
  }

  writeOff(receivable: Receivable, amountOre: number, moment: Moment & Named): ReportedMovement {
    const movement = this.record('written-off', receivable, amountOre, moment);
    return this.told(reported('written-off', receivable, movement));
  }

  /** Takes back what is left of a coverage or a write-off, or `amountOre` of it; nothing if there is nothing left or it is unknown. */
  reverse(id: string, moment: Moment & Named, amountOre?: number): ReportedMovement | undefined {
    const known = this.movements.get(id);
    if (known === undefined) return undefined;
    const { movement, receivable } = known;
    const left = movement.amountOre - movement.reversedOre;
    const taken = registered(Math.min(amountOre ?? left, left), moment);
    if (taken.amountOre <= 0) return undefined;
    movement.reversedOre += taken.amountOre;
    movement.reversals.push(taken);
    const kind = known.kind === 'covered' ? 'coverage-reversed' : 'write-off-reversed';
    return this.told({ ...reported(kind, receivable, taken), originalId: id });
  }

  /** A movement as it was reported. */
  recorded(id: string): ReportedMovement | undefined {
    return this.reports.get(id);
  }

  private told(movement: ReportedMovement): ReportedMovement {
    this.reports.set(movement.id, movement);
    return movement;
  }

  /** A night passes: what is open is paid by chance, credits are settled, the same for the same seed and receivables. */
  passNight(night: Night, moment: Moment): ReportedMovement[] {
    const chance = new Chance(night.seed);
    return this.books.all().flatMap((receivable) => this.fate(receivable, night, chance, moment));
  }

  private fate(
    receivable: Receivable,
    night: Night,
    chance: Chance,
    moment: Moment,
  ): ReportedMovement[] {
    if (receivable.bornHere) return [];
    const { outstandingOre } = sumsOf(receivable);
    if (outstandingOre < 0) return this.settle(receivable, -outstandingOre, moment);
    const id = receivable.charge.receivableId;
    const drawn = chance.of(`${id} fate ${moment.day}`);
    const { paidShare, writeOffShare, reversalShare } = night;
    if (outstandingOre > 0 && drawn < paidShare)
      return [this.payByChance(receivable, night, chance, moment)];
    if (outstandingOre > 0 && drawn < paidShare + writeOffShare)
      return [this.writeOff(receivable, outstandingOre, moment)];
    return drawn >= 1 - reversalShare ? this.takeBackLast(receivable, moment) : [];
  }

  private payByChance(
    receivable: Receivable,
    night: Night,
    chance: Chance,
    moment: Moment,
  ): ReportedMovement {
    const id = receivable.charge.receivableId;
    const { outstandingOre } = sumsOf(receivable);
    const partial =
      outstandingOre > 100 && chance.of(`${id} part ${moment.day}`) < night.partialShare;
    const amountOre = partial
      ? Math.max(100, Math.floor(outstandingOre / 200) * 100)
      : outstandingOre;
    const channel = channels[Math.floor(chance.of(`${id} channel`) * channels.length)] ?? 'giro';
    return this.pay(receivable, amountOre, channel, moment);
  }

  private takeBackLast(receivable: Receivable, moment: Moment): ReportedMovement[] {
    const last = receivable.coverages.findLast(
      ({ amountOre, reversedOre }) => amountOre > reversedOre,
    );
    const reversal = last && this.reverse(last.id, moment);
    return reversal === undefined ? [] : [reversal];
  }

  /** Pays out a credit: coverages are taken back, the newest first, until nothing is owed to the debtor. */
  private settle(receivable: Receivable, creditOre: number, moment: Moment): ReportedMovement[] {
    let left = creditOre;
    return receivable.coverages.toReversed().flatMap((coverage) => {
      const reversal = left > 0 ? this.reverse(coverage.id, moment, left) : undefined;
      left -= reversal?.amountOre ?? 0;
      return reversal === undefined ? [] : [reversal];
    });
  }

  private record(
    kind: 'covered' | 'written-off',
    receivable: Receivable,
    amountOre: number,
    moment: Moment & Named,
  ): Movement {
    const movement = { ...registered(amountOre, moment), reversedOre: 0, reversals: [] };
    (kind === 'covered' ? receivable.coverages : receivable.writeOffs).push(movement);
    this.movements.set(movement.id, { receivable, movement, kind });
    return movement;
  }
}

/** Puts movements into reports: one account each, `movementsMax` at most. */
export function reportsOf(
  movements: readonly ReportedMovement[],
  books: Books,
  { movementsMax, sentAt }: { readonly movementsMax: number; readonly sentAt: string },
): Report[] {
  const byAccount = Map.groupBy(
    movements,
    ({ receivableId }) => books.get(receivableId)?.accountId ?? '',
  );
  return [...byAccount].flatMap(([accountId, ofAccount]) => {
    const municipalityCvr = books.get(ofAccount[0]?.receivableId ?? '')?.municipalityCvr ?? '';
    return chunks(ofAccount, movementsMax).map((chunk) => ({
      requestId: crypto.randomUUID(),
      transactionId: crypto.randomUUID(),
      sentAt,
      municipalityCvr,
      accountId,
      movements: chunk,
    }));
  });
}

function registered(amountOre: number, { at, day, id }: Moment & Named): Reversal {
  return { id: id ?? crypto.randomUUID(), amountOre, registeredAt: at, effectiveDate: day };
}

function reported(
  kind: ReportedMovement['kind'],
  { charge: { receivableId } }: Receivable,
  { id, amountOre, registeredAt, effectiveDate }: Reversal,
): ReportedMovement {
  return { kind, id, receivableId, amountOre, registeredAt, effectiveDate };
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
