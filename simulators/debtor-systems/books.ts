import { Accounts } from './accounts.js';
import type { Charge, Liability, Party, Registration, WriteDown } from './registration.js';

/** When something was registered, by the debtor system's clock. */
export type Registered = { readonly registeredAt: string };

/** How much of a movement was taken back, by one act. */
export type Reversal = Registered & {
  readonly id: string;
  readonly amountOre: number;
  readonly effectiveDate: string;
};

/** A payment applied, or a giving up, and how much of it was taken back. */
export type Movement = Reversal & { reversedOre: number; readonly reversals: Reversal[] };

/** A reminder fee of the debtor system's own (R51). */
export type ReminderFee = Registered & { readonly id: string; readonly amountOre: number };

/** A receivable as a debtor system keeps it. */
export type Receivable = Registered & {
  charge: Charge;
  /** Born in the debtor system: the library's side knows nothing of it (R51). */
  readonly bornHere: boolean;
  /** Changes when another account takes it over. */
  accountId: string;
  readonly municipalityCvr: string;
  account: Party;
  liable: Party;
  readonly liabilities: Map<string, Liability & { readonly accountId: string; to?: string }>;
  readonly writeDowns: Map<string, WriteDown & Registered>;
  readonly coverages: Movement[];
  readonly writeOffs: Movement[];
  readonly reminderFees: ReminderFee[];
};

export type Sums = {
  readonly chargedOre: number;
  readonly writtenDownOre: number;
  readonly coveredOre: number;
  readonly writtenOffOre: number;
  /** Negative when more was covered than is owed: a credit (R53). */
  readonly outstandingOre: number;
};

/** Understands what a debtor system has been told and has been paid: its receivables, by their sender's ids. */
export class Books {
  private readonly receivables = new Map<string, Receivable>();
  private readonly byLiability = new Map<string, Receivable>();
  private readonly accounts = new Accounts<Receivable>();

  /** @param now the moment at which something is registered */
  constructor(private readonly now: () => string = () => new Date().toISOString()) {}

  get(receivableId: string): Receivable | undefined {
    return this.receivables.get(receivableId);
  }

  /** All receivables, or one municipality's. */
  all(municipalityCvr?: string): Receivable[] {
    const all = [...this.receivables.values()];
    return municipalityCvr === undefined
      ? all
      : all.filter((one) => one.municipalityCvr === municipalityCvr);
  }

  /** Each account of a municipality, with what is on it. */
  accountsOf(municipalityCvr: string): ReadonlyMap<string, ReadonlySet<Receivable>> {
    return this.accounts.of(municipalityCvr);
  }

  /** Puts a receivable there as if it had been charged; on no liability of ours. */
  invent(
    charge: Charge,
    on: Pick<Receivable, 'accountId' | 'municipalityCvr' | 'bornHere' | 'account'>,
  ): void {
    this.put({ ...on, liable: on.account, ...this.fresh(charge) });
  }

  /** As if it had never been charged. */
  forget(receivableId: string): void {
    const forgotten = this.receivables.get(receivableId);
    if (forgotten !== undefined) this.accounts.take(forgotten);
    this.receivables.delete(receivableId);
  }

  /** Ends a liability of that account on its last day; tells whether there is such a one. */
  endLiability(liabilityId: string, accountId: string, to: string): boolean {
    const receivable = this.byLiability.get(liabilityId);
    const liability = receivable?.liabilities.get(liabilityId);
    if (liability?.accountId !== accountId) return false;
    liability.to = to;
    return true;
  }

  /** Keeps a registration that has been judged acceptable. */
  keep(registration: Registration): void {
    for (const charge of registration.charges) this.charge(charge, registration);
    for (const liability of registration.liabilities) this.makeLiable(liability, registration);
    for (const writeDown of registration.writeDowns) {
      this.receivables
        .get(writeDown.receivableId)
        ?.writeDowns.set(writeDown.writeDownId, { ...writeDown, registeredAt: this.now() });
    }
  }

  private charge(
    charge: Charge,
    { accountId, municipalityCvr, account, liable }: Registration,
  ): void {
    if (account === undefined || liable === undefined)
      throw new Error('a charge without parties was judged acceptable');
    const fresh = { ...this.fresh(charge), bornHere: false };
    this.put({ ...fresh, accountId, municipalityCvr, account, liable });
  }

  private put(receivable: Receivable): void {
    const { receivableId } = receivable.charge;
    this.forget(receivableId);
    this.receivables.set(receivableId, receivable);
    this.accounts.put(receivable);
  }

  private fresh(
    charge: Charge,
  ): Pick<
    Receivable,
    | 'charge'
    | 'registeredAt'
    | 'liabilities'
    | 'writeDowns'
    | 'coverages'
    | 'writeOffs'
    | 'reminderFees'
  > {
    return {
      charge,
      registeredAt: this.now(),
      liabilities: new Map(),
      writeDowns: new Map(),
      coverages: [],
      writeOffs: [],
      reminderFees: [],
    };
  }

  private makeLiable(liability: Liability, { accountId, account, liable }: Registration): void {
    const receivable = this.receivables.get(liability.receivableId);
    if (receivable === undefined) return;
    this.accounts.take(receivable);
    receivable.accountId = accountId;
    this.accounts.put(receivable);
    receivable.liabilities.set(liability.liabilityId, { ...liability, accountId });
    this.byLiability.set(liability.liabilityId, receivable);
    receivable.account = account ?? receivable.account;
    receivable.liable = liable ?? receivable.liable;
  }
}

export function sumsOf({ charge, writeDowns, coverages, writeOffs }: Receivable): Sums {
  const writtenDownOre = total([...writeDowns.values()].map(({ amountOre }) => amountOre));
  const coveredOre = total(coverages.map(standing));
  const writtenOffOre = total(writeOffs.map(standing));
  const chargedOre = charge.amountOre;
  const outstandingOre = chargedOre - writtenDownOre - coveredOre - writtenOffOre;
  return { chargedOre, writtenDownOre, coveredOre, writtenOffOre, outstandingOre };
}

const standing = ({ amountOre, reversedOre }: Movement): number => amountOre - reversedOre;
const total = (amounts: readonly number[]): number => amounts.reduce((sum, ore) => sum + ore, 0);
