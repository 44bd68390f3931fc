import { expect } from '@jest/globals';
import {
  CvrNumber,
  Money,
  PersonNumber,
  Temporal,
  type CalendarDate,
  type Instant,
} from '@libs/kernel';
import { cancel } from './cancel.js';
import { changeGuardian, type GuardianTold } from './change-guardian.js';
import { changeIdentity } from './change-identity.js';
import type { Circumstances, Settled } from './circumstances.js';
import type { ClaimFacts, RegisteredClaim } from './claim.js';
import { close, type ClosedAs } from './close.js';
import { lowerAmount } from './lower-amount.js';
import type { Change } from './claim.js';
import type { Decision, Outcome } from './outcome.js';
import {
  numberingOf,
  type Borrower,
  type CvrTold,
  type Guardian,
  type Numbering,
} from './parties.js';
import { payAtLibrary } from './pay-at-library.js';
import { receive } from './receive.js';
import { reconsider } from './reconsider.js';
import { reopen } from './reopen.js';
import { requestReimbursement } from './request-reimbursement.js';
import { sendToCollection } from './send-to-collection.js';
import type { State } from './state.js';
import type { Terms } from './terms.js';
import { verify } from './verify.js';

export const day = (text: string): CalendarDate => Temporal.PlainDate.from(text);
export const at = (text: string): Instant => Temporal.Instant.from(text);
export const kroner = (text: string): Money => Money.ofOre(Number(text.replace('.', '')));

/** Dates and numbers hide what they hold, and all of them would pass for the same. */
expect.addEqualityTesters([
  (one: unknown, other: unknown): boolean | undefined => {
    if (one instanceof Temporal.PlainDate && other instanceof Temporal.PlainDate)
      return one.equals(other);
    if (one instanceof PersonNumber && other instanceof PersonNumber) return one.equals(other);
    return undefined;
  },
]);

/** Invented numbers, with a serial that is not issued. */
export const adultNumber = PersonNumber.parse('1705800000');
export const otherNumber = PersonNumber.parse('0203710000');
export const childNumber = PersonNumber.parse('1103124000');
export const guardianNumber = PersonNumber.parse('2408830000');
export const cpr = (number: PersonNumber): Numbering => numberingOf(number, 'cpr');
export const replacement = (text: string): Numbering =>
  numberingOf(PersonNumber.parse(text), 'replacement');

export const cvr = (text: string): CvrTold => {
  const number = CvrNumber.parse(text);
  return number === undefined ? { kind: 'invalid' } : { kind: 'cvr', number };
};

/** An Opus agency that verifies by hand, with adults from 18. */
export function anAgreement(part: Partial<Terms> = {}): Terms {
  return {
    version: 3,
    active: true,
    ageOfMajority: 18,
    verification: { mode: 'manual', afterDays: undefined },
    product: 'kmd-opus',
    acceptsReplacementCpr: undefined,
    feeDueDays: 30,
    ...part,
  };
}

export function circumstances(part: Partial<Circumstances> = {}): Circumstances {
  return {
    terms: anAgreement(),
    now: at('2026-11-02T09:00:00Z'),
    settled: undefined,
    replacements: { patron: undefined, guardian: undefined, seed: 0, isTaken: () => false },
    ...part,
  };
}

export const under = (part: Partial<Terms>): Circumstances =>
  circumstances({ terms: anAgreement(part) });

export function settledBy(part: Partial<Record<keyof Settled, string>>): Circumstances {
  const sum = (text: string | undefined): Money => kroner(text ?? '0.00');
  const settled = {
    covered: sum(part.covered),
    coverageReversed: sum(part.coverageReversed),
    writtenOff: sum(part.writtenOff),
  };
  return circumstances({ settled });
}

export function anAdult(part: Partial<Borrower> = {}): Borrower {
  return {
    kind: 'person',
    number: cpr(adultNumber),
    birthDate: undefined,
    cvr: { kind: 'missing' },
    card: 'borrower card',
    ...part,
  };
}

/** Born 11 March 2012: fourteen when the balance is created. */
export const aChild = (part: Partial<Borrower> = {}): Borrower =>
  anAdult({ number: cpr(childNumber), ...part });
export const aCompany = (told: CvrTold, part: Partial<Borrower> = {}): Borrower =>
  anAdult({ kind: 'company', number: { kind: 'missing' }, cvr: told, ...part });

export function aGuardian(part: Partial<Guardian> = {}): Guardian {
  return {
    number: cpr(guardianNumber),
    birthDate: undefined,
    since: undefined,
    card: 'guardian card',
    ...part,
  };
}

type BalanceParts = Partial<Omit<RegisteredClaim, 'facts'>> & {
  readonly facts?: Partial<ClaimFacts>;
};

/** An adult's fee of 230.00 kr. without a loan, created on 2 November 2026. */
export function aBalance({ facts, ...part }: BalanceParts = {}): RegisteredClaim {
  const amount = part.amount ?? kroner('230.00');
  return {
    facts: {
      agencyId: 'DK-761500',
      municipalityCode: '615',
      feeId: '4711',
      type: 'fee',
      acknowledged: undefined,
      creationDate: day('2026-11-02'),
      billNumber: undefined,
      loan: undefined,
      patronId: '815',
      ...facts,
    },
    amount,
    remainingAmount: amount,
    verified: false,
    borrower: anAdult(),
    borrowerAtCreation: undefined,
    guardian: undefined,
    guardianNow: 'as-created',
    card: 'materials',
    ...part,
  };
}

export function aCompensation({ facts, ...part }: BalanceParts = {}): RegisteredClaim {
  return aBalance({ ...part, facts: { type: 'compensation', acknowledged: true, ...facts } });
}

export const aMinorsBalance = (part: BalanceParts = {}): RegisteredClaim =>
  aBalance({ borrower: aChild(), ...part });

/** One word to verification. */
export type Word = (state: State, circumstances: Circumstances) => Decision;

const change = (changeType: string): Change => ({ changeId: `${changeType}-1`, changeType });

export const verified: Word = verify;
export const lookedAtAgain: Word = reconsider;
export const cancelled: Word = (state, c) => cancel(state, change('cancelled'), c);
export const reopened: Word = (state, c) => reopen(state, change('reopened'), c);
export const sentToCollection: Word = (state, c) =>
  sendToCollection(state, change('sent-to-collection'), c);
export const closed =
  (status: ClosedAs): Word =>
  (state, c) =>
    close(state, { ...change('closed'), status }, c);
export const loweredTo =
  (amount: string): Word =>
  (state, c) =>
    lowerAmount(state, { ...change('amount-changed'), newAmount: kroner(amount) }, c);
export const paid =
  (paymentId: string, amount: string): Word =>
  (state, c) =>
    payAtLibrary(
      state,
      { ...change('paid'), paymentId, amount: kroner(amount), undoes: undefined },
      c,
    );
export const undone =
  (undoes: string, amount: string): Word =>
  (state, c) =>
    payAtLibrary(
      state,
      { ...change('paid'), paymentId: `undo-${undoes}`, amount: kroner(amount), undoes },
      c,
    );
export const reimbursementOf =
  (amount: string | undefined): Word =>
  (state, c) =>
    requestReimbursement(
      state,
      { ...change('reimbursement'), amount: amount === undefined ? undefined : kroner(amount) },
      c,
    );
export const nowIs =
  (borrower: Borrower): Word =>
  (state, c) =>
    changeIdentity(state, { ...change('identity'), borrower }, c);
export const guardianIs =
  (told: GuardianTold): Word =>
  (state, c) =>
    changeGuardian(state, { ...change('guardian'), ...told }, c);

type Then = {
  readonly state: State;
  readonly last: readonly Outcome[];
  readonly all: readonly Outcome[];
};
type When = Then & { when: (word: Word, circumstances?: Circumstances) => When };

/** A claim received, and then one word after the other. `last` are the outcomes of the last one. */
export function given(registered: RegisteredClaim, surroundings = circumstances()): When {
  return standing(receive(undefined, registered, surroundings), surroundings, []);
}

function standing(
  { state, outcomes }: Decision,
  surroundings: Circumstances,
  before: readonly Outcome[],
): When {
  const all = [...before, ...outcomes];
  return {
    state,
    last: outcomes,
    all,
    when: (word, other = surroundings) => standing(word(state, other), other, all),
  };
}

/** The outcomes in short: kind, and what it is about. */
export function inShort(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) => [outcome.kind, subjectOf(outcome)].filter(Boolean).join(' '));
}

function subjectOf(outcome: Outcome): string {
  if ('reason' in outcome) return outcome.reason.code;
  if ('task' in outcome) return outcome.task;
  return 'amount' in outcome ? outcome.amount.toKroner() : '';
}
