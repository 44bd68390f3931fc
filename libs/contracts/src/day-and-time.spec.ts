import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@libs/kernel';
import fc from 'fast-check';
import { isDay, isTime } from './day-and-time.js';

const seed = 1108;
const number = (max: number, digits: number) =>
  fc.integer({ min: 0, max }).map((value) => String(value).padStart(digits, '0'));
const days = fc
  .tuple(number(9_999, 4), number(14, 2), number(33, 2))
  .map((parts) => parts.join('-'));

function temporalReads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

describe('days and times of messages', () => {
  it('are days that the calendar has, from year 1', () => {
    fc.assert(
      fc.property(days, (day) => {
        const exists = temporalReads(() => Temporal.PlainDate.from(day, { overflow: 'reject' }));
        expect(isDay(day)).toBe(exists && !day.startsWith('0000'));
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it('are such that whoever comes after can read them', () => {
    const times = fc
      .tuple(days, number(25, 2), number(61, 2), number(60, 2), number(25, 2), number(61, 2))
      .map(([day, h, m, s, oh, om]) => `${day}T${h}:${m}:${s}+${oh}:${om}`);
    fc.assert(
      fc.property(times, (time) => {
        const isTaken: boolean = isTime(time);
        if (isTaken) expect(temporalReads(() => Temporal.Instant.from(time))).toBe(true);
        else if (temporalReads(() => Temporal.Instant.from(time)))
          expect(time.startsWith('0000') || time.includes(':60+')).toBe(true);
      }),
      { seed, numRuns: 4_000 },
    );
  });

  it.each(['2000-02-29', '2024-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (day) => {
    expect(isDay(day)).toBe(true);
  });

  it.each(['1900-02-29', '2026-02-29', '2026-04-31', '2026-00-10', '0000-01-01', '2026-1-1'])(
    '%s is none',
    (day) => {
      expect(isDay(day)).toBe(false);
    },
  );

  it.each([
    '26-01-01',
    '2026-01-01 ',
    '2026-01-01\n',
    ' 2026-01-01',
    '２０２６-01-01',
    '',
    null,
    20260101,
  ])('%j is no day either', (day) => {
    expect(isDay(day)).toBe(false);
  });

  it.each([
    '2026-11-23T10:00:00Z',
    '2026-11-23t10:00:00z',
    '2026-11-23T23:59:59.999999999+14:00',
    '2026-11-23T10:00:00.5-00:00',
  ])('%s is a time', (time) => {
    expect(isTime(time)).toBe(true);
  });

  it.each([
    ['2026-02-30T00:00:00Z', 'no such day, though Date.parse takes it for 2 March'],
    ['2026-01-01T24:00:00Z', 'hour 24, which Date.parse takes'],
    ['2026-01-01T23:59:60Z', 'a leap second'],
    ['2026-01-01T10:00:00', 'no offset'],
    ['2026-01-01 10:00:00Z', 'a blank'],
    ['2026-01-01T10:00Z', 'no seconds'],
    ['2026-01-01T10:00:00+0100', 'an offset without colon'],
    ['2026-01-01T10:00:00+24:00', 'an offset of a day'],
    ['2026-01-01T10:00:00.Z', 'no digit after the point'],
    ['2026-01-01T10:00:00.1234567890Z', 'ten of them'],
    ['2026-01-01T10:00:00Z\n', 'a line end'],
  ])('%j is none: %s', (time) => {
    expect(isTime(time)).toBe(false);
  });
});
