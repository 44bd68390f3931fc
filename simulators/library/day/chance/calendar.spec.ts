import { describe, expect, it } from '@jest/globals';
import {
  danishOffset,
  daysBetween,
  firstOfMonthBefore,
  plusDays,
  plusYears,
  timeOf,
} from './calendar.js';

describe('the calendar of texts', () => {
  it('counts over months, leap days and the change of clocks', () => {
    expect(plusDays('2026-11-20', 14)).toBe('2026-12-04');
    expect(plusDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(plusDays('2026-10-24', 2)).toBe('2026-10-26');
    expect(daysBetween('2026-10-24', '2026-11-20')).toBe(27);
  });

  it('goes back by years and months', () => {
    expect(plusYears('2026-11-20', -18)).toBe('2008-11-20');
    expect(plusYears('2028-02-29', -18)).toBe('2010-03-01');
    expect(firstOfMonthBefore('2026-11-20', 10)).toBe('2026-01-01');
    expect(firstOfMonthBefore('2026-11-20', 11)).toBe('2025-12-01');
  });

  it('tells the time of Danish clocks', () => {
    expect(timeOf('2026-11-20', 8 * 3_600 + 61, danishOffset('2026-11-20'))).toBe(
      '2026-11-20T08:01:01+01:00',
    );
    expect(danishOffset('2026-07-01')).toBe('+02:00');
  });
});
