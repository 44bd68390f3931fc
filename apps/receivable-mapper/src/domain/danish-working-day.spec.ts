import { describe, expect, it } from '@jest/globals';
import { day } from './claim.fixture.js';
import { workingDayFrom } from './danish-working-day.js';

/**
 * Easter Sundays by the church's calendar: the earliest and the latest there can be, and years in which the rule of the
 * moon makes an exception.
 */
const EASTERS = [
  '1954-04-18',
  '1981-04-19',
  '2008-03-23',
  '2011-04-24',
  '2018-04-01',
  '2024-03-31',
  '2025-04-20',
  '2026-04-05',
  '2027-03-28',
  '2028-04-16',
  '2029-04-01',
  '2030-04-21',
  '2038-04-25',
  '2049-04-18',
  '2076-04-19',
];

describe('the working day on which a time limit ends', () => {
  it.each([
    ['2026-11-23', '2026-11-23', 'an ordinary Monday'],
    ['2026-11-21', '2026-11-23', 'a Saturday'],
    ['2026-06-05', '2026-06-08', 'Constitution Day, a Friday'],
    ['2026-12-24', '2026-12-28', 'Christmas and a weekend'],
    ['2026-12-31', '2027-01-04', "New Year's Eve, New Year and a weekend"],
    ['2026-04-02', '2026-04-07', 'Maundy Thursday to Easter Monday'],
    ['2026-05-14', '2026-05-15', 'Ascension Day'],
    ['2026-05-25', '2026-05-26', 'Whit Monday'],
    ['2023-05-05', '2023-05-08', 'the last Prayer Day'],
    ['2024-04-26', '2024-04-26', 'what would have been Prayer Day, the year after'],
  ])('R41 from %s is %s (%s)', (from, to) => {
    expect(workingDayFrom(day(from)).toString()).toBe(to);
  });

  it.each(EASTERS)('R41 knows Easter Monday after %s', (sunday) => {
    expect(workingDayFrom(day(sunday)).toString()).toBe(day(sunday).add({ days: 2 }).toString());
  });
});
