import { expect } from '@jest/globals';
import { Money, Temporal, type CalendarDate, type Instant } from '@libs/kernel';
import type { Agreement } from './agreement.js';
import type { Claim, FollowedClaim } from './claim.js';
import { decide } from './decide.js';
import type { BalanceChange, BalanceCreated, BalanceEvent } from './library-event.js';
import type { Outcome } from './outcome.js';
import type { Surroundings } from './register.js';

export const day = (text: string): CalendarDate => Temporal.PlainDate.from(text);
export const at = (text: string): Instant => Temporal.Instant.from(text);
export const kroner = (text: string): Money => Money.ofOre(Number(text.replace('.', '')));

/** Dates and times hide what they hold, and all of them would pass for the same. */
expect.addEqualityTesters([
  (one: unknown, other: unknown): boolean | undefined => {
    if (one instanceof Temporal.PlainDate && other instanceof Temporal.PlainDate)
      return one.equals(other);
    if (one instanceof Temporal.Instant && other instanceof Temporal.Instant)
      return one.equals(other);
    return undefined;
  },
]);

/** An active agreement with the cut-off date 1 October 2026. */
export function anAgreement(part: Partial<Agreement> = {}): Agreement {
  return {
    agencyId: 'DK-761500',
    municipalityCode: '615',
    version: 3,
    active: true,
    cutOffDate: day('2026-10-01'),
    ageOfMajority: 18,
    settings: { feeDueDays: 30 },
    ...part,
  };
}

/** An adult's fee of 230.00 kr., created after the cut-off date. */
export function aBalance(part: Partial<BalanceCreated> = {}): BalanceCreated {
  const amount = part.amount ?? kroner('230.00');
  return {
    kind: 'balance.created',
    id: 'created-1',
    time: at('2026-11-02T09:00:00Z'),
    agencyId: 'DK-761500',
    feeId: '4711',
    type: 'fee',
    acknowledged: undefined,
    amount,
    remainingAmount: amount,
    creationDate: day('2026-11-02'),
    billNumber: undefined,
    loan: undefined,
    patronId: '815',
    patronKind: 'person',
    borrower: { bornOn: day('1980-05-17'), guardian: undefined },
    personal: 'sealed at creation',
    verified: false,
    status: 'open',
    ...part,
  };
}

/** A balance from before the cut-off date. */
export function anOldBalance(part: Partial<BalanceCreated> = {}): BalanceCreated {
  return aBalance({ creationDate: day('2026-03-10'), ...part });
}

type ChangeOf<Kind extends BalanceChange['kind']> = Extract<BalanceChange, { kind: Kind }>;
type Content<Kind extends BalanceChange['kind']> = Omit<
  ChangeOf<Kind>,
  'kind' | 'id' | 'time' | 'agencyId' | 'feeId'
>;

export function aChange<Kind extends BalanceChange['kind']>(
  kind: Kind,
  content: Content<Kind>,
  id?: string,
): ChangeOf<Kind> {
  const word = {
    kind,
    id: id ?? `${kind}-1`,
    time: at('2026-11-10T12:00:00Z'),
    agencyId: 'DK-761500',
    feeId: '4711',
  };
  return { ...word, ...content } as unknown as ChangeOf<Kind>;
}

export const cancelled = (id?: string): BalanceEvent => aChange('balance.cancelled', {}, id);
export const reopened = (): BalanceEvent => aChange('balance.reopened', {});
export const sentToCollection = (): BalanceEvent => aChange('balance.sent-to-collection', {});
export const verified = (): BalanceEvent => aChange('balance.verified', { verifiedBy: 'manual' });
export const closed = (status: ChangeOf<'balance.closed'>['status'] = 'paid'): BalanceEvent =>
  aChange('balance.closed', { status });
export const amountChanged = (newAmount: string): BalanceEvent =>
  aChange('balance.amount-changed', { newAmount: kroner(newAmount) }, `to-${newAmount}`);
export const paid = (paymentId: string, amount: string): BalanceEvent =>
  aChange(
    'balance.paid',
    { paymentId, amount: kroner(amount), undoes: undefined },
    `paid-${paymentId}`,
  );
export const undone = (paymentId: string, undoes: string, amount: string): BalanceEvent =>
  aChange('balance.paid', { paymentId, amount: kroner(amount), undoes }, `undone-${paymentId}`);
export const reimbursementRequested = (amount?: string): BalanceEvent =>
  aChange('balance.reimbursement-requested', {
    amount: amount === undefined ? undefined : kroner(amount),
  });

export type Told = {
  readonly claim: Claim | undefined;
  readonly last: readonly Outcome[];
  readonly all: readonly Outcome[];
};

/** Tells intake one thing after the other. `last` are the outcomes of the last word. */
export function tell(
  events: readonly BalanceEvent[],
  surroundings: Surroundings = { agreement: anAgreement() },
): Told {
  return events.reduce<Told>(
    ({ claim, all }, event) => {
      const { state, outcomes } = decide(claim, event, surroundings);
      return { claim: state, last: outcomes, all: [...all, ...outcomes] };
    },
    { claim: undefined, last: [], all: [] },
  );
}

/** A claim as it stands after these words. */
export function given(...events: readonly BalanceEvent[]): FollowedClaim {
  const { claim } = tell(events);
  if (claim?.kind !== 'followed') throw new Error('These events leave no claim that is followed.');
  return claim;
}

/** What the refusals among the outcomes say. */
export function refusalCodes(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'changeRefused' ? [outcome.reason.code] : [],
  );
}
