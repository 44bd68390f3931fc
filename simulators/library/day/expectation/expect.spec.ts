import { describe, expect, it } from '@jest/globals';
import { agenciesOf, type Agreement } from '../agencies.js';
import { Dice } from '../chance/dice.js';
import type { BalanceChange, BalanceCreated, Envelope, Patron } from '../events.js';
import { exampleDay } from '../example-day.js';
import { sealed } from '../post.js';
import { expectedTally, type AgencyTally } from './expect.js';

const day = '2026-11-20';
const agreements = agenciesOf(day).flatMap(({ agreement }) => agreement ?? []);
const [opus, byHand, afterDays, prisme] = ['DK-761500', 'DK-775100', 'DK-746100', 'DK-785100'];
const adult: Patron = { patronId: '7', kind: 'person', personIdentifier: '1705803987' };

type Balance = Partial<BalanceCreated>;

function created(agencyId: string, { amount = '230.00', ...more }: Balance): BalanceCreated {
  return {
    agencyId,
    feeId: '41',
    type: 'fee',
    amount,
    creationDate: day,
    materials: [],
    patron: adult,
    ...more,
  };
}

/** A balance, then what is said of it, an hour later each. */
function told(
  agencyId: string,
  balance: Balance,
  ...changes: (BalanceChange | Patron)[]
): Envelope[] {
  const numbers = { balance: 1, patron: 0 };
  const letter = (what: string, hour: number, data: object): Envelope => {
    const stream = what.startsWith('patron') ? 'patron' : 'balance';
    const number = what === 'balance.created' ? 1 : (numbers[stream] += 1);
    const subject = stream === 'patron' ? '7' : '41';
    return sealed({
      source: `/library/${agencyId}`,
      subject,
      what,
      number,
      time: `${day}T${String(hour + 10)}:00:00+01:00`,
      data: { agencyId, ...data },
    });
  };
  return [
    letter('balance.created', 0, created(agencyId, balance)),
    ...changes.map((change, at) => {
      if ('kind' in change)
        return letter('patron.identity-changed', at + 1, { patronId: '7', patron: change });
      const { what, ...rest } = change;
      return letter(`balance.${what}`, at + 1, { feeId: '41', ...rest });
    }),
  ];
}

function tallyOf(
  events: readonly Envelope[],
  playedOn = day,
  known: readonly Agreement[] = agreements,
): AgencyTally | undefined {
  return expectedTally({ events, agreements: known, playedOn })[events[0]?.data.agencyId ?? ''];
}

/** In which state the one balance ends, how many changes are refused, and what is written down. */
function end(events: readonly Envelope[], playedOn = day): unknown[] {
  const { byTransfer, refusedChanges, writtenDownOre } = tallyOf(events, playedOn) ?? {};
  return [Object.keys(byTransfer ?? {}).join(), refusedChanges, writtenDownOre];
}

const compensation: Balance = { type: 'compensation', acknowledged: true };
const half: BalanceChange = { what: 'amount-changed', newAmount: '115.00' };
const cancelled: BalanceChange = { what: 'cancelled' };
const paid: BalanceChange = { what: 'paid', paymentId: 'k1', amount: '230.00' };
const company: Patron = { patronId: '7', kind: 'company' };
const foreigner: Patron = { patronId: '7', kind: 'person', birthDate: '1990-02-03' };

describe('what should come of a balance', () => {
  it.each<[string, Envelope[], unknown[]]>([
    ['R01 a fee goes', told(opus, {}), ['transferred', 0, 0]],
    [
      'R03 before the cut-off it stays',
      told(opus, { creationDate: '2025-12-31' }, paid),
      ['before-cut-off', 0, 0],
    ],
    ['R07 nothing is no balance', told(opus, { amount: '0.00' }), ['refused', 1, 0]],
    ['R09 compensations wait', told(byHand, compensation), ['awaiting-verification', 0, 0]],
    [
      'R09 until they are verified',
      told(byHand, compensation, { what: 'verified', verifiedBy: 'manual' }),
      ['transferred', 0, 0],
    ],
    ['R09 or go at once', told(opus, compensation), ['transferred', 0, 0]],
    ['R10 cancelled while it waits', told(byHand, compensation, cancelled), ['withdrawn', 0, 0]],
    ['R11 an inactive agreement', told('DK-774000', {}, half), ['no-agreement', 0, 0]],
    [
      'R11 no agreement',
      told('DK-721700', {}, cancelled, { what: 'amount-changed', newAmount: '900.00' }),
      ['no-agreement', 0, 0],
    ],
    ['R13 paid while it waits', told(byHand, compensation, paid), ['withdrawn', 0, 0]],
    ['R13 paid at the library after transfer', told(opus, {}, paid), ['transferred', 1, 0]],
    [
      'R13 that payment undone',
      told(opus, {}, paid, { ...paid, paymentId: 'k2', undoes: 'k1' }),
      ['transferred', 1, 0],
    ],
    [
      'R13 closed as paid',
      told(opus, {}, { what: 'closed', status: 'paid' }),
      ['transferred', 1, 0],
    ],
    [
      'R13 closed as written off',
      told(opus, {}, { what: 'closed', status: 'written-off' }),
      ['transferred', 0, 23_000],
    ],
    [
      'R13 sent to collection',
      told(opus, {}, { what: 'sent-to-collection' }),
      ['transferred', 1, 0],
    ],
    ['R02 closed when it comes', told(opus, { status: 'closed' }), ['left-out', 0, 0]],
    [
      'R03 reopened',
      told(opus, { status: 'sent-to-collection' }, { what: 'reopened' }),
      ['transferred', 0, 0],
    ],
    [
      'R26 Prisme and no CPR number',
      told(prisme, { patron: foreigner }),
      ['not-transferable', 0, 0],
    ],
    ['R25 Opus and no CPR number', told(opus, { patron: foreigner }), ['transferred', 0, 0]],
    [
      'R26 a guardian without one',
      told(prisme, { patron: { ...adult, birthDate: '2016-01-05' }, guardian: {} }),
      ['not-transferable', 0, 0],
    ],
    ['R17 an adult needs no guardian', told(prisme, { guardian: {} }), ['transferred', 0, 0]],
    [
      'R27 a company without CVR number',
      told(opus, { patron: company }),
      ['not-transferable', 0, 0],
    ],
    [
      'R27 until it comes',
      told(opus, { patron: company }, { ...company, cvrNumber: '29189889' }),
      ['transferred', 0, 0],
    ],
    [
      'R29 a group',
      told(opus, { patron: { patronId: '7', kind: 'group' } }),
      ['not-transferable', 0, 0],
    ],
    [
      'R42 dates out of order',
      told(opus, {
        ...compensation,
        loan: { loanId: '1', loanDate: '2026-10-02', dueDate: '2026-10-01' },
      }),
      ['not-transferable', 0, 0],
    ],
    ['R43 lowered', told(opus, {}, half), ['transferred', 0, 11_500]],
    [
      'R34 R43 lowered, and partly paid before',
      told(opus, { remainingAmount: '100.00' }, half),
      ['transferred', 0, 10_000],
    ],
    [
      'R44 raised',
      told(opus, {}, { what: 'amount-changed', newAmount: '230.01' }),
      ['transferred', 1, 0],
    ],
    ['R45 lowered and cancelled', told(opus, {}, half, cancelled), ['transferred', 0, 23_000]],
    ['R45 cancelled twice', told(opus, {}, cancelled, cancelled), ['transferred', 0, 23_000]],
    [
      'R46 unpaid',
      told(opus, compensation, { what: 'reimbursement-requested' }),
      ['transferred', 1, 0],
    ],
    [
      'R48 lowered before it is sent',
      told(byHand, compensation, half),
      ['awaiting-verification', 0, 0],
    ],
  ])('%s', (_, events, expected) => {
    expect(end(events)).toEqual(expected);
  });

  it('R10 compensations verify themselves as days go by', () => {
    expect(end(told(afterDays, compensation), '2026-12-03')).toEqual([
      'awaiting-verification',
      0,
      0,
    ]);
    expect(end(told(afterDays, compensation), '2026-12-04')).toEqual(['transferred', 0, 0]);
  });

  it('counts what was left when it was heard of', () => {
    expect(tallyOf(told(opus, { remainingAmount: '100.00' }, half))?.byTransfer).toEqual({
      transferred: { count: 1, ore: 10_000 },
    });
  });

  it('R31 the newest identity wins, also one that is heard of before its balance', () => {
    const [opened, known] = told(opus, { patron: company }, { ...company, cvrNumber: '29189889' });
    const early = { ...known, time: `${day}T09:00:00+01:00` } as Envelope;
    expect(end([known, opened] as Envelope[])).toEqual(['transferred', 0, 0]);
    expect(end([opened, early] as Envelope[])).toEqual(['not-transferable', 0, 0]);
  });
});

describe('what should come of a day', () => {
  const { events } = exampleDay({ seed: 7, events: 2_500, day });
  const tally = expectedTally({ events, agreements, playedOn: day });

  it('is the same in whatever order and how often it is told', () => {
    const dice = new Dice(5);
    const shuffled = [...events, ...events.slice(0, 500)]
      .map((event) => ({ event, at: dice.share() }))
      .toSorted((one, other) => one.at - other.at)
      .map(({ event }) => event);
    expect(expectedTally({ events: shuffled, agreements, playedOn: day })).toEqual(tally);
  });

  it('counts every balance once, in every state that there is', () => {
    const sums = Object.values(tally).flatMap(({ byTransfer }) => Object.entries(byTransfer));
    const balances = new Set(
      events
        .filter(({ type }) => type.includes('created'))
        .map(({ source, subject }) => `${source} ${subject}`),
    );
    expect(sums.reduce((count, [, sum]) => count + sum.count, 0)).toBe(balances.size);
    expect([...new Set(sums.map(([state]) => state))].sort()).toEqual([
      'awaiting-verification',
      'before-cut-off',
      'left-out',
      'no-agreement',
      'not-transferable',
      'refused',
      'transferred',
      'withdrawn',
    ]);
  });
});
