import { describe, expect, it } from '@jest/globals';
import { readMessage } from '@libs/contracts';
import type { BalanceCreated } from './events.js';
import { expectedTally } from './expectation/expect.js';
import { agenciesOf } from './agencies.js';
import { exampleDayDate, feesOnly } from './fees-only.js';
import { lineOf } from './files.js';

describe('fees only', () => {
  it('are ordinary, well-formed, and all transferred by the rules', () => {
    const events = [...feesOnly({ seed: 1, count: 700 })];
    expect(
      events.filter(
        (event) => readMessage(Buffer.from(lineOf(event)), 1_048_576).kind === 'unreadable',
      ),
    ).toEqual([]);
    const agreements = agenciesOf(exampleDayDate).flatMap(({ agreement }) => agreement ?? []);
    const tally = expectedTally({ events, agreements, playedOn: exampleDayDate });
    expect(Object.values(tally).flatMap(({ byTransfer }) => Object.keys(byTransfer))).toEqual(
      Array(8).fill('transferred'),
    );
    expect(
      Object.values(tally).reduce(
        (sum, { byTransfer }) => sum + (byTransfer.transferred?.count ?? 0),
        0,
      ),
    ).toBe(700);
  });

  it('each have a subject and a borrower of their own', () => {
    const events = [...feesOnly({ seed: 1, count: 5_000, agencies: ['DK-761500', 'DK-773000'] })];
    const fees = events.map(({ data }) => data as unknown as BalanceCreated);
    expect(new Set(events.map(({ subject }) => subject)).size).toBe(5_000);
    expect(new Set(fees.map(({ patron: { personIdentifier } }) => personIdentifier)).size).toBe(
      5_000,
    );
    expect(new Set(fees.map(({ agencyId }) => agencyId))).toEqual(
      new Set(['DK-761500', 'DK-773000']),
    );
  });

  it('are made as they are taken: the first of a thousand million comes at once', () => {
    const fees = feesOnly({ seed: 1, count: 1_000_000_000 });
    const first = fees.next();
    expect(first.done === true ? 'none' : first.value.subject).toMatch(/^4\d{7}$/);
  });

  it('are the same for the same seed', () => {
    const three = (seed: number): unknown[] => [...feesOnly({ seed, count: 3 })];
    expect(three(1)).toEqual(three(1));
    expect(three(2)).not.toEqual(three(1));
  });

  it('come from agencies of the example only', () => {
    expect(() => feesOnly({ seed: 1, count: 1, agencies: ['DK-799900'] }).next()).toThrow(
      RangeError,
    );
  });
});
