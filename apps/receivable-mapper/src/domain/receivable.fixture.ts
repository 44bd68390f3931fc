import { expect } from '@jest/globals';
import { aClaim, day, IDS, kroner, settings, spelled } from './claim.fixture.js';
import { cancel, reduce, reimburse } from './change-receivable.js';
import { raise } from './map-receivable.js';
import type { Receivable, Step } from './receivable.js';

export const ASKED = {
  changeId: 'event-7',
  changeType: 'balance.amount-changed',
  reductionId: 'a-uuid',
};
export const IDENTITY = {
  ...IDS,
  agencyId: 'DK-761500',
  feeId: '700123',
  municipalityCode: '615',
  agreementVersion: 4,
};

export const lower =
  (amount: string, reductionId = 'a-uuid') =>
  (known: Receivable | undefined): Step<unknown> =>
    reduce(known, { ...ASKED, reductionId, amount: kroner(amount) });
export const takeBack = (known: Receivable | undefined): Step<unknown> => cancel(known, ASKED);
export const giveBack =
  (amount: string) =>
  (known: Receivable | undefined): Step<unknown> =>
    reimburse(known, { ...ASKED, amount: kroner(amount) });

export type Change = (known: Receivable | undefined) => Step<unknown>;

export function charged(amount = '230.00'): Receivable {
  const moment = { ids: IDS, today: day('2026-11-23') };
  const { receivable } = raise(undefined, aClaim({ amount: kroner(amount) }), settings(), moment);
  if (receivable === undefined) throw new Error('the fixture raises nothing');
  return receivable;
}

/** Given a receivable and what happened to it, when one more change comes, then this is told. */
export function given(known: Receivable | undefined, ...past: readonly Change[]) {
  const before = past.reduce<Receivable | undefined>(
    (one, change) => change(one).receivable,
    known,
  );
  return {
    when: (change: Change) => {
      const { receivable, outcome } = change(before);
      return {
        then: (told: object, left: object | undefined): void => {
          expect(spelled(outcome)).toEqual(told);
          if (left === undefined) expect(receivable).toBeUndefined();
          else expect(spelled(receivable)).toMatchObject(left);
        },
      };
    },
  };
}
