import type { StatedReceivable } from '@libs/contracts';
import { Money } from '@libs/kernel';
import fc from 'fast-check';
import { someone, told } from '../../apps/payment-reconciliation/src/bookkeeping.fixture.js';
import { Books, sumsOf, type Receivable } from '../../simulators/debtor-systems/books.js';
import { Cashier } from '../../simulators/debtor-systems/cashier.js';
import { aRegistration } from '../../simulators/debtor-systems/registration.fixture.js';
import type { ReportedMovement } from '../../simulators/debtor-systems/report.js';

type Step = {
  readonly kind: 'reduce' | 'cancel' | 'reimburse' | 'pay' | 'overpay' | 'write-off' | 'reverse';
  /** How much of what there is, of a thousand. */
  readonly share: number;
};
/** What befalls a receivable after its charge. */
export type Life = { readonly chargedOre: number; readonly steps: readonly Step[] };

/** An event, and when it is said. */
export type Said = { readonly event: object; readonly at: string };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('reduce', 'cancel', 'reimburse', 'pay', 'overpay', 'write-off', 'reverse'),
  share: fc.integer({ min: 1, max: 1_000 }),
});

/** The same lives for the same seed. */
export function livesOf(seed: number, count: number): readonly Life[] {
  const chargedOre = fc.integer({ min: 100, max: 60_000 });
  const life = fc.record({ chargedOre, steps: fc.array(step, { maxLength: 9 }) });
  return fc.sample(life, { seed, numRuns: count });
}

const began = Date.parse('2026-02-01T09:00:00Z');
const hourMs = 3_600_000;

/** A debtor system that lives through them all, and what the houses around it say meanwhile. */
export class LivedThrough {
  private hours = 0;
  readonly books = new Books(() => this.at());
  private readonly cashier = new Cashier(this.books);
  /** In the order in which it happened. */
  readonly said: Said[] = [];
  /** How many movements each receivable has had, the charge included. */
  readonly movements = new Map<string, number>();

  live({ chargedOre, steps }: Life, feeId: string): void {
    const { receivable, account } = this.charge(chargedOre, feeId);
    for (const one of steps) this.take(one, receivable, { feeId, ...account });
  }

  private charge(amountOre: number, feeId: string) {
    const registration = aRegistration();
    const [charge] = registration.charges;
    if (charge === undefined) throw new Error('A registration has a charge.');
    this.hours += 1;
    this.books.keep({ ...registration, charges: [{ ...charge, amountOre }] });
    const { receivableId } = charge;
    const receivable = this.books.get(receivableId);
    if (receivable === undefined) throw new Error('What was kept is there.');
    const of = { feeId, receivableId };
    this.say(told('receivable.raised', { ...of, amount: kroner(amountOre), personal: someone }));
    this.say(
      told('receivable.accepted', { ...of, answers: { kind: 'charge' }, personal: undefined }),
    );
    this.movements.set(receivableId, 1);
    return { receivable, account: registration };
  }

  private take(
    { kind, share }: Step,
    receivable: Receivable,
    of: { readonly feeId: string } & ReturnType<typeof aRegistration>,
  ): void {
    this.hours += 1;
    const open = Math.max(0, sumsOf(receivable).outstandingOre);
    const part = Math.ceil((open * share) / 1_000);
    if (kind === 'reduce' || kind === 'cancel' || kind === 'reimburse')
      this.writeDown(kind, receivable, { of, amountOre: kind === 'cancel' ? open : part });
    else this.report(this.movementOf({ kind, share }, receivable, { open, part }));
  }

  private movementOf(
    { kind, share }: Step,
    receivable: Receivable,
    { open, part }: { readonly open: number; readonly part: number },
  ): ReportedMovement | undefined {
    const moment = { at: this.at(), day: this.at().slice(0, 10) };
    if (kind === 'overpay') return this.cashier.pay(receivable, open + share, 'giro', moment);
    if (kind === 'reverse') return this.reverseOne(receivable, share, moment);
    if (part === 0) return undefined;
    return kind === 'pay'
      ? this.cashier.pay(receivable, part, 'giro', moment)
      : this.cashier.writeOff(receivable, part, moment);
  }

  private reverseOne(
    { coverages, writeOffs }: Receivable,
    share: number,
    moment: { at: string; day: string },
  ): ReportedMovement | undefined {
    const all = [...coverages, ...writeOffs];
    const one = all[share % Math.max(1, all.length)];
    return one && this.cashier.reverse(one.id, moment, Math.ceil((one.amountOre * share) / 1_000));
  }

  private writeDown(
    kind: 'reduce' | 'cancel' | 'reimburse',
    { charge }: Receivable,
    {
      of: { feeId, ...registration },
      amountOre,
    }: { readonly of: { feeId: string } & ReturnType<typeof aRegistration>; amountOre: number },
  ): void {
    if (amountOre === 0) return;
    const { receivableId } = charge;
    const writeDownId = crypto.randomUUID();
    const [type, name] = writeDowns[kind];
    const writeDown = { writeDownId, receivableId, kind: type, amountOre };
    this.books.keep({ ...registration, charges: [], liabilities: [], writeDowns: [writeDown] });
    const about = { feeId, receivableId, reductionId: writeDownId, amount: kroner(amountOre) };
    this.count(receivableId);
    this.say(told(`receivable.${name}`, about));
  }

  private report(movement: ReportedMovement | undefined): void {
    if (movement === undefined) return;
    const { kind, id, receivableId, amountOre, registeredAt, effectiveDate, originalId } = movement;
    const about = { receivableId, transactionId: id, registeredAt, effectiveDate };
    this.count(receivableId);
    this.say(
      told(`receivable.${kind}`, {
        ...about,
        amount: kroner(amountOre),
        ...(originalId !== undefined && { originalId }),
      }),
    );
  }

  private count(receivableId: string): void {
    this.movements.set(receivableId, (this.movements.get(receivableId) ?? 0) + 1);
  }

  private say(event: object): void {
    this.said.push({ event, at: this.at() });
  }

  private at(): string {
    return new Date(began + this.hours * hourMs).toISOString();
  }
}

const writeDowns = {
  reduce: ['reduction', 'reduced'],
  cancel: ['cancellation', 'cancelled'],
  reimburse: ['reimbursement', 'reimbursed'],
} as const;

/** What a debtor system would state of a receivable. */
export function statedOf(receivable: Receivable): StatedReceivable {
  const { charge, registeredAt, writeDowns: lowered, coverages, writeOffs } = receivable;
  const one = (type: StatedMovementType, amountOre: number, at: string) => ({
    ...{ type, amount: kroner(amountOre), registeredAt: at },
  });
  return {
    receivableId: charge.receivableId,
    outstanding: kroner(sumsOf(receivable).outstandingOre),
    movements: [
      one('creation', charge.amountOre, registeredAt),
      ...[...lowered.values()].map((down) => one(down.kind, down.amountOre, down.registeredAt)),
      ...coverages.map((paid) => one('payment', paid.amountOre, paid.registeredAt)),
      ...writeOffs.map((off) => one('write_off', off.amountOre, off.registeredAt)),
      ...coverages.flatMap(({ reversals }) =>
        reversals.map((back) => one('payment_reduction', back.amountOre, back.registeredAt)),
      ),
      ...writeOffs.flatMap(({ reversals }) =>
        reversals.map((back) => one('write_off_reduction', back.amountOre, back.registeredAt)),
      ),
    ],
  };
}

type StatedMovementType = StatedReceivable['movements'][number]['type'];

function kroner(ore: number): string {
  return Money.ofOre(ore).toKroner();
}
