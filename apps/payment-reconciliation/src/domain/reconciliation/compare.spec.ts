import { describe, expect, it } from '@jest/globals';
import { compare, type Because, type DifferenceType, type Ours, type Theirs } from './compare.js';
import {
  at,
  balanceThere,
  charged,
  CUT,
  here,
  moved,
  paid,
  there,
} from './reconciliation.fixture.js';

type Case = readonly [
  what: string,
  ours: Ours | undefined,
  theirs: Theirs | undefined,
  type: DifferenceType,
  because: Because,
];

const statedAt = at('04-01T12:00');
const everything = { horizon: CUT.horizon, statedAt, coverage: 'everything' } as const;
const open = { ...everything, coverage: 'what-is-open' } as const;
const before = charged('100.00', '02-01');
const young = '03-31T13:00';

describe('both sides of a receivable', () => {
  it.each([
    ['the same movements', here([before, paid('30.00')]), there([before, paid('30.00')])],
    ['nothing at all in the period', here([charged('1.00', '04-01')]), undefined],
    ['nothing at all there in the period', undefined, there([charged('1.00', '04-01')])],
    [
      'taken back before it was sent',
      here([before, moved('cancellation', '100.00', '02-02')], { transfer: 'withdrawn' }),
      undefined,
    ],
    [
      'another difference after the period',
      here([before]),
      there([before, charged('1.00', '04-01')]),
    ],
    ['overpaid on both sides', here([before, paid('130.00')]), there([before, paid('130.00')])],
  ])('R53 agree: %s', (_, ours, theirs) => {
    expect(compare(ours, theirs, everything)).toBeUndefined();
  });

  it.each([
    ['the same balance', here([before, paid('30.00')]), balanceThere('70.00')],
    ['paid, and so not among what is open', here([before, paid('100.00')]), undefined],
  ])('R53 agree with a list of what is open: %s', (_, ours, theirs) => {
    expect(compare(ours, theirs, open)).toBeUndefined();
  });

  it.each<Case>([
    ['nobody here knows', undefined, there([before]), 'missing-here', 'unknown-here'],
    [
      'nobody here knows, paid there',
      undefined,
      there([before, paid('100.00')]),
      'missing-here',
      'unknown-here',
    ],
    ['nobody there knows', here([before]), undefined, 'missing-there', 'unknown-there'],
    [
      'nobody there knows, paid here',
      here([before, paid('100.00')]),
      undefined,
      'missing-there',
      'unknown-there',
    ],
    [
      'they rejected',
      here([before], { transfer: 'rejected' }),
      undefined,
      'missing-there',
      'rejected-there',
    ],
    [
      'they have less of',
      here([before]),
      there([before, paid('30.00')]),
      'amount',
      'amounts-differ',
    ],
    [
      'they have more of',
      here([before, paid('30.00')]),
      there([before]),
      'amount',
      'amounts-differ',
    ],
    [
      'they wrote off what we have as paid',
      here([before, paid('30.00')]),
      there([before, moved('write_off', '30.00', '02-15')]),
      'amount',
      'booked-differently',
    ],
    [
      'their own books do not add up on',
      here([before]),
      there([before], '99.00'),
      'amount',
      'does-not-add-up',
    ],
    [
      'they have though they rejected it',
      here([before], { transfer: 'rejected' }),
      there([before]),
      'state',
      'never-accepted',
    ],
    [
      'they have though it was withdrawn',
      here([before], { transfer: 'withdrawn' }),
      there([before]),
      'state',
      'never-accepted',
    ],
  ])('R53 differ: %s', (_, ours, theirs, type, because) => {
    expect(compare(ours, theirs, everything)).toMatchObject({ type, because });
  });

  it.each<Case>([
    [
      'accepted after it was asked',
      here([before], { transferAt: at('04-01T12:01') }),
      undefined,
      'timing',
      'too-young',
    ],
    [
      'queued, the lane being down',
      here([before], { transfer: 'queued' }),
      undefined,
      'timing',
      'not-answered-yet',
    ],
    [
      'sent, not answered',
      here([before], { transfer: 'sent' }),
      undefined,
      'timing',
      'not-answered-yet',
    ],
    [
      'charged there just now, and never here',
      undefined,
      there([charged('100.00', young)]),
      'missing-here',
      'unknown-here',
    ],
    [
      'accepted just now, and not there any more',
      here([charged('100.00', young)], { transferAt: at(young) }),
      undefined,
      'missing-there',
      'unknown-there',
    ],
    [
      'charged just now with another amount there',
      here([charged('100.00', young)]),
      there([charged('99.00', young)]),
      'amount',
      'amounts-differ',
    ],
    [
      'paid there just now',
      here([before]),
      there([before, paid('30.00', young)]),
      'timing',
      'too-young',
    ],
    [
      'lowered here just now',
      here([before, moved('reduction', '30.00', young)]),
      there([before]),
      'timing',
      'too-young',
    ],
    [
      'registered there after the period',
      here([before]),
      there([charged('100.00', '04-01')]),
      'timing',
      'other-period',
    ],
  ])('R50, R53 differ, or not, by time alone: %s', (_, ours, theirs, type, because) => {
    expect(compare(ours, theirs, everything)).toMatchObject({ type, because });
  });

  it('R53 an old difference is not hidden by a young payment', () => {
    const ours = here([before]);
    const theirs = there([before, paid('10.00', '02-20'), paid('30.00', young)]);

    expect(compare(ours, theirs, everything)).toMatchObject({ type: 'amount' });
  });

  it.each<Case>([
    ['unknown here', undefined, balanceThere('100.00'), 'missing-here', 'unknown-here'],
    ['open here alone', here([before]), undefined, 'missing-there', 'unknown-there'],
    ['another amount', here([before]), balanceThere('70.00', '02-15'), 'amount', 'amounts-differ'],
    ['another amount, undated', here([before]), balanceThere('70.00'), 'amount', 'amounts-differ'],
    ['paid there just now', here([before]), balanceThere('70.00', young), 'timing', 'too-young'],
    [
      'lowered here just now',
      here([before, moved('reduction', '30.00', young)]),
      balanceThere('100.00'),
      'timing',
      'too-young',
    ],
    [
      'unknown here, and new',
      undefined,
      balanceThere('100.00', young),
      'missing-here',
      'unknown-here',
    ],
    [
      'rejected, and yet there',
      here([before], { transfer: 'rejected' }),
      balanceThere('100.00'),
      'state',
      'never-accepted',
    ],
  ])('R53 differ from a list of what is open: %s', (_, ours, theirs, type, because) => {
    expect(compare(ours, theirs, open)).toMatchObject({ type, because });
  });

  it('R53 tell what is outstanding on either', () => {
    const difference = compare(
      here([before, paid('130.00')]),
      there([before, paid('120.00')]),
      everything,
    );

    expect([difference?.here?.toKroner(), difference?.there?.toKroner()]).toEqual([
      '-30.00',
      '-20.00',
    ]);
  });
});
