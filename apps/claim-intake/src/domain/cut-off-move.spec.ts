import { describe, expect, it } from '@jest/globals';
import {
  aBalance,
  anAgreement,
  anOldBalance,
  at,
  closed,
  day,
  given,
  paid,
} from './claim.fixture.js';
import type { BalanceCreated, BalanceEvent } from './library-event.js';
import { previewLine, refusalsOfCutOffMove, type PreviewLine } from './cut-off-move.js';

const newCutOff = day('2026-01-01');
const preview = (...events: BalanceEvent[]): PreviewLine =>
  previewLine(given(...events), newCutOff, anAgreement());

describe('previewLine', () => {
  it('R04 shows what would be transferred, with what is left of it', () => {
    const line = preview(anOldBalance(), paid('p1', '30.00'));

    expect(line).toMatchObject({ kind: 'transferred', type: 'fee' });
    expect(line.kind === 'transferred' && line.amount.toKroner()).toBe('200.00');
  });

  it.each([
    [true, 'compensation-acknowledged'],
    [false, 'compensation-unacknowledged'],
  ])('R04 tells compensations apart: acknowledged %s', (acknowledged, type) => {
    expect(preview(anOldBalance({ type: 'compensation', acknowledged }))).toMatchObject({
      kind: 'transferred',
      type,
    });
  });

  it('R04 shows what would be left out, and why', () => {
    expect(preview(anOldBalance(), closed())).toMatchObject({ kind: 'left-out', reason: 'closed' });
  });

  it('R04 shows nothing of what has gone on, or is still too old', () => {
    expect(preview(aBalance())).toEqual({ kind: 'nothing' });
    expect(preview(anOldBalance({ creationDate: day('2025-12-31') }))).toEqual({ kind: 'nothing' });
  });

  it('R04 shows for an inactive agreement what would follow once it is active', () => {
    expect(
      previewLine(given(anOldBalance()), newCutOff, anAgreement({ active: false })),
    ).toMatchObject({ kind: 'transferred' });
  });

  const child = (
    guardian: BalanceCreated['borrower']['guardian'],
    told = '2026-11-02T09:00:00Z',
  ): BalanceCreated =>
    anOldBalance({ borrower: { bornOn: day('2012-03-11'), guardian }, time: at(told) });

  it.each([
    ['a load does not say since when', child({ since: undefined }), true],
    ['it was told on the day itself', child({ since: undefined }, '2026-03-10T22:59:00Z'), false],
    ['the date says in time', child({ since: day('2026-03-10') }), false],
    ['the date says too late', child({ since: day('2026-03-11') }), false],
    ['there is none', child(undefined), false],
  ])(
    'R04 asks whether the responsible person was there in time where %s',
    (_, created, guardianUnknown) => {
      expect(preview(created)).toMatchObject({ kind: 'transferred', guardianUnknown });
    },
  );

  it('R04 keeps of borrower and guardian an age and a word, and nothing else', () => {
    expect(given(child(undefined)).facts.minor).toEqual({ ageAtCreation: 13, guardian: 'none' });
    expect(
      given(anOldBalance({ borrower: { bornOn: undefined, guardian: undefined } })).facts.minor,
    ).toEqual({
      ageAtCreation: undefined,
      guardian: 'none',
    });
  });

  it('R04 asks nothing about adults, by the age of majority of the agency', () => {
    const sixteen = anOldBalance({
      borrower: { bornOn: day('2010-03-10'), guardian: { since: undefined } },
    });
    const under = (ageOfMajority: number): PreviewLine =>
      previewLine(given(sixteen), newCutOff, anAgreement({ ageOfMajority }));

    expect(under(17)).toMatchObject({ guardianUnknown: true });
    expect(under(16)).toMatchObject({ guardianUnknown: false });
  });
});

describe('refusalsOfCutOffMove', () => {
  it('R05 refuses to move forward past a balance that has been transferred', () => {
    expect(refusalsOfCutOffMove(day('2026-10-06'), day('2026-10-05'))).toMatchObject([
      { field: 'cutOffDate', code: 'cut-off-past-transferred' },
    ]);
  });

  it('R05 allows the very day of the first transferred balance, and any day where none is', () => {
    expect(refusalsOfCutOffMove(day('2026-10-05'), day('2026-10-05'))).toEqual([]);
    expect(refusalsOfCutOffMove(day('2030-01-01'), undefined)).toEqual([]);
  });
});
