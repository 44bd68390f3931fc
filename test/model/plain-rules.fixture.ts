/**
 * The rules as one plain story: what stands at the debtor system after each step, one step after the other, with nobody waiting
 * for anybody. It shares nothing with the services but the rules' numbers. Amounts are whole øre, days are numbers that only
 * compare.
 */
export type BalanceStep =
  | {
      readonly what: 'created';
      readonly fee: number;
      readonly type: 'fee' | 'compensation';
      readonly ore: number;
      readonly paidBeforeOre: number;
      readonly day: number;
      readonly patron: number;
    }
  | { readonly what: 'lowered'; readonly fee: number; readonly toOre: number }
  | { readonly what: 'paid'; readonly fee: number; readonly payment: number; readonly ore: number }
  | { readonly what: 'undone'; readonly fee: number; readonly payment: number }
  | {
      readonly what: 'closed';
      readonly fee: number;
      readonly as: 'paid' | 'written-off' | 'cancelled' | 'collection-ended';
    }
  | { readonly what: 'reimbursement'; readonly fee: number; readonly ore: number | undefined }
  | {
      readonly what: 'verified' | 'cancelled' | 'reopened' | 'collection';
      readonly fee: number;
    };

/** `numbered` is whether the debtor system can take the patron as they now are. */
export type PatronStep =
  | { readonly what: 'identity'; readonly patron: number; readonly as: Identity }
  | {
      readonly what: 'guardian';
      readonly patron: number;
      readonly change: 'another-person' | 'number-changed' | 'removed';
    };

export type DeskStep =
  | { readonly what: 'mode'; readonly mode: Mode }
  | { readonly what: 'active'; readonly active: boolean }
  | { readonly what: 'cut-off'; readonly day: number };

/** A payment that the debtor system takes and reports. */
export type PaymentStep = { readonly what: 'covered'; readonly fee: number; readonly ore: number };

export type Mode = 'none' | 'manual';
/** With a number, without one, with one that is none, a company without its CVR, a company, a child whose guardian is told. */
export type Identity = 'adult' | 'numberless' | 'broken' | 'company-bare' | 'company' | 'child';

export type Begin = {
  readonly takesReplacementCpr: boolean;
  readonly mode: Mode;
  readonly active: boolean;
  readonly cutOffDay: number;
  readonly patrons: readonly Identity[];
};

/** What the debtor system holds of one balance; nothing where it never got it. */
export type Held = {
  readonly chargedOre: number;
  readonly writtenDownOre: number;
  readonly coveredOre: number;
};

type Sent = { amountOre: number; standingOre: number; coveredOre: number; reimbursedOre: number };

type Balance = {
  readonly type: 'fee' | 'compensation';
  readonly day: number;
  readonly patron: number;
  chargedOre: number;
  readonly paidBeforeOre: number;
  readonly payments: Map<number, number>;
  status: 'open' | 'closed' | 'sent-to-collection' | 'cancelled';
  verified: boolean;
  sent: Sent | undefined;
};

/** Understands the rules R01–R13, R25–R31 and R43–R48 for one agency, as far as they move money. */
export class PlainRules {
  private readonly balances = new Map<number, Balance>();
  private readonly patrons: Identity[];
  private mode: Mode;
  private active: boolean;
  private cutOffDay: number;

  constructor(private readonly begin: Begin) {
    this.patrons = [...begin.patrons];
    ({ mode: this.mode, active: this.active, cutOffDay: this.cutOffDay } = begin);
  }

  follow(step: BalanceStep | PatronStep | DeskStep | PaymentStep): void {
    this.take(step);
    for (const balance of this.balances.values()) this.sendIfDue(balance);
  }

  /** By the number of the fee. */
  held(): Map<number, Held> {
    return new Map(
      [...this.balances].flatMap(([fee, { sent }]) =>
        sent === undefined
          ? []
          : [
              [
                fee,
                {
                  chargedOre: sent.amountOre,
                  writtenDownOre: sent.amountOre - sent.standingOre,
                  coveredOre: sent.coveredOre,
                },
              ],
            ],
      ),
    );
  }

  private take(step: BalanceStep | PatronStep | DeskStep | PaymentStep): void {
    switch (step.what) {
      case 'identity':
        this.patrons[step.patron] = step.as;
        return;
      case 'guardian':
        return; // R23: it moves who is liable for later balances, never what is owed
      case 'mode':
        this.mode = step.mode;
        return;
      case 'active':
        this.active = step.active;
        return;
      case 'cut-off':
        this.cutOffDay = Math.min(this.cutOffDay, step.day);
        return;
      case 'created':
        this.create(step);
        return;
      default:
        this.change(step);
    }
  }

  private create(step: Extract<BalanceStep, { what: 'created' }>): void {
    const { type, ore, paidBeforeOre, day, patron } = step;
    this.balances.set(step.fee, {
      ...{ type, day, patron, paidBeforeOre },
      chargedOre: ore,
      payments: new Map(),
      status: 'open',
      verified: false,
      sent: undefined,
    });
  }

  private change(step: Exclude<BalanceStep, { what: 'created' }> | PaymentStep): void {
    const balance = this.balances.get(step.fee);
    if (step.what === 'covered') {
      if (balance?.sent !== undefined) balance.sent.coveredOre += step.ore; // R52: also of what was taken back
      return;
    }
    if (balance === undefined || balance.status === 'cancelled') return; // R47: nothing after a cancellation
    if (step.what === 'verified') balance.verified = true;
    else if (step.what === 'cancelled') cancel(balance);
    else if (step.what === 'lowered') lower(balance, step.toOre);
    else if (balance.sent === undefined) beforeSending(balance, step);
    else afterSending(balance, balance.sent, step);
  }

  private sendIfDue(balance: Balance): void {
    const left = leftOf(balance);
    const isDue =
      this.active &&
      balance.day >= this.cutOffDay &&
      balance.status === 'open' &&
      balance.sent === undefined &&
      left > 0 &&
      (balance.type === 'fee' || this.mode === 'none' || balance.verified) &&
      this.isTaken(this.patrons[balance.patron] ?? 'broken');
    if (isDue)
      balance.sent = { amountOre: left, standingOre: left, coveredOre: 0, reimbursedOre: 0 };
  }

  /** R25–R28. */
  private isTaken(identity: Identity): boolean {
    if (identity === 'numberless') return this.begin.takesReplacementCpr;
    return identity !== 'broken' && identity !== 'company-bare';
  }
}

/** R34. */
function leftOf({ chargedOre, paidBeforeOre, payments }: Balance): number {
  const paid = [...payments.values()].reduce((sum, ore) => sum + ore, paidBeforeOre);
  return Math.max(0, chargedOre - paid);
}

/** R10, R45. */
function cancel(balance: Balance): void {
  balance.status = 'cancelled';
  if (balance.sent !== undefined) balance.sent.standingOre = 0;
}

/** R43, R44. */
function lower(balance: Balance, toOre: number): void {
  if (toOre > balance.chargedOre) return;
  if (toOre === 0) {
    cancel(balance);
    return;
  }
  if (balance.status === 'closed') return;
  const before = leftOf(balance);
  balance.chargedOre = toOre;
  if (balance.sent !== undefined)
    balance.sent.standingOre -= Math.min(balance.sent.standingOre, before - leftOf(balance));
}

type Other = Exclude<BalanceStep, { what: 'created' | 'lowered' | 'cancelled' | 'verified' }>;

/** R03, R13: what has not been sent is settled at the library. */
function beforeSending(
  balance: Balance,
  step: Other | { readonly what: 'reopened' | 'collection' },
): void {
  switch (step.what) {
    case 'paid':
      balance.payments.set(step.payment, step.ore);
      return;
    case 'undone':
      balance.payments.delete(step.payment);
      return;
    case 'closed':
      balance.status = 'closed';
      return;
    case 'reopened':
      balance.status = 'open';
      return;
    case 'collection':
      if (balance.status !== 'closed') balance.status = 'sent-to-collection';
      return;
    default:
      return; // nothing was covered yet, so nothing is paid back
  }
}

/** R13, R45, R46: what has been sent is settled at the debtor system. */
function afterSending(
  balance: Balance,
  sent: Sent,
  step: Other | { readonly what: 'reopened' | 'collection' },
): void {
  if (step.what === 'closed') close(balance, sent, step.as);
  if (step.what === 'reopened') balance.status = 'open';
  if (step.what === 'reimbursement') reimburse(balance, sent, step.ore);
}

function close(balance: Balance, sent: Sent, as: string): void {
  if (as === 'cancelled' || as === 'written-off') cancel(balance);
  else if (sent.coveredOre >= sent.standingOre) balance.status = 'closed';
}

function reimburse({ type }: Balance, sent: Sent, asked: number | undefined): void {
  const limit = Math.min(sent.coveredOre - sent.reimbursedOre, sent.standingOre);
  const ore = asked ?? limit;
  if (type === 'fee' || limit <= 0 || ore > limit) return;
  sent.standingOre -= ore;
  sent.reimbursedOre += ore;
}
