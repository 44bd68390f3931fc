import { describe, expect, it } from '@jest/globals';
import { Money, PersonNumber, Temporal } from '@libs/kernel';
import {
  aBalance,
  aCompany,
  aCompensation,
  aGuardian,
  aMinorsBalance,
  anAdult,
  cancelled,
  closed,
  cvr,
  day,
  given,
  kroner,
  loweredTo,
  nowIs,
  paid,
  replacement,
} from '../domain/claim.fixture.js';
import type { State } from '../domain/state.js';
import { documentOf, settledIn, stateOf, type StateColumns } from './claim-document.js';
import { personalDocumentOf, personalPartsOf } from './claim-personal.js';

const loan = {
  loanId: '1',
  loanDate: day('2026-08-01'),
  renewalDate: day('2026-09-01'),
  returnDeadline: day('2026-10-01'),
  onHold: true,
};

const states: readonly (readonly [string, State])[] = [
  ['awaits verification', given(aCompensation({ facts: { loan, billNumber: 'E-1' } })).state],
  [
    'is held for two reasons',
    given(aCompensation({ borrower: aCompany({ kind: 'missing' }) })).state,
  ],
  [
    'is held for an invalid number',
    given(aBalance({ borrower: aCompany({ kind: 'invalid' }) })).state,
  ],
  ['is withdrawn', given(aCompensation()).when(closed('paid')).state],
  ['is partly paid', given(aCompensation()).when(paid('p1', '30.00')).state],
  ['is released', given(aBalance({ facts: { loan } })).when(loweredTo('100.00')).state],
  [
    'is released to a guardian',
    given(
      aMinorsBalance({
        guardian: aGuardian({ birthDate: day('1980-01-02'), since: day('2020-03-04') }),
      }),
    ).state,
  ],
  [
    'is released, and has another number since',
    given(aBalance()).when(nowIs(anAdult({ number: replacement('6101901234') }))).state,
  ],
  ['is released to a company', given(aBalance({ borrower: aCompany(cvr('10150817')) })).state],
  [
    'is released with a number of our making',
    given(
      aBalance({
        borrower: anAdult({ number: { kind: 'missing' }, birthDate: day('1990-05-06') }),
      }),
    ).state,
  ],
  [
    'is released with a replacement',
    given(aBalance({ borrower: anAdult({ number: replacement('6102710000') }) })).state,
  ],
  [
    'has a new number, and a payment that was refused',
    given(aBalance())
      .when(paid('p2', '10.00'))
      .when(nowIs(anAdult({ number: replacement('6102710001') }))).state,
  ],
  ['is taken back', given(aBalance()).when(cancelled).state],
];

function columnsOf(state: State): StateColumns {
  const { facts, borrower, tasks } = state.claim;
  const waiting = state.kind === 'awaiting-verification' ? [state.kind] : [];
  return {
    agency_id: facts.agencyId,
    fee_id: facts.feeId,
    municipality_code: facts.municipalityCode,
    standing: state.kind,
    reasons: state.kind === 'held' ? state.reasons : waiting,
    tasks,
    balance_type: facts.type,
    creation_date: facts.creationDate.toString(),
    patron_id: facts.patronId,
    patron_kind: borrower.kind,
    document: json(documentOf(state, undefined)),
  };
}

function json<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

/** All that the domain may ask of it, numbers revealed: dates and numbers print alike, whatever they hold. */
function told(value: unknown): unknown {
  if (value instanceof Money) return value.ore;
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof PersonNumber) return [value.kind, value.reveal()];
  if (value instanceof Temporal.PlainDate) return value.toString();
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, told(each)]));
}

describe('a claim that is kept and read again', () => {
  it.each([
    ['nobody has reported on', undefined],
    [
      'is settled in part',
      { covered: kroner('100.10'), coverageReversed: kroner('30.00'), writtenOff: kroner('0.25') },
    ],
  ])('remembers what came of it: one that %s', (_, settled) => {
    const document = json(documentOf(given(aCompensation()).state, settled));
    expect(told(settledIn(document))).toEqual(told(settled));
  });

  it.each(states)('is what it was: one that %s', (_, state) => {
    const personal = personalPartsOf(json(personalDocumentOf(state)));
    expect(told(stateOf(columnsOf(state), personal))).toEqual(told(state));
  });

  it('names nobody outside its sealed part', () => {
    for (const [, state] of states) {
      const { personal: _, ...columns } = { ...columnsOf(state), personal: '' };
      const plain = JSON.stringify(columns);
      for (const secret of [
        'card',
        'materials',
        '1705800000',
        '2408830000',
        '1103124000',
        '10150817',
        '661271',
        '610271',
      ])
        expect(plain).not.toContain(secret);
    }
  });

  it('is refused where its columns and its document contradict each other', () => {
    const [, [, held] = []] = states;
    if (held === undefined) throw new Error('There is no such state.');
    const personal = personalPartsOf(personalDocumentOf(held));
    const columns = columnsOf(held);
    expect(() => stateOf({ ...columns, standing: 'released' }, personal)).toThrow('lacks');
    expect(() => stateOf({ ...columns, reasons: [] }, personal)).toThrow('lacks');
  });
});
