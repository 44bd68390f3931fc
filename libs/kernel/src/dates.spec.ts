import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageOn, danishDate, danishDay, parseDate, parseInstant, Temporal } from './dates.js';

const dayAt = (time: string): string => danishDay(Temporal.Instant.from(time)).toString();

describe('days', () => {
  it.each([
    ['2026-11-20T22:59:59Z', '2026-11-20'],
    ['2026-11-20T23:00:00Z', '2026-11-21'],
    ['2026-07-01T21:59:59Z', '2026-07-01'],
    ['2026-07-01T22:00:00Z', '2026-07-02'],
  ])('%s is %s in Denmark', (time, day) => {
    expect(dayAt(time)).toBe(day);
  });

  it('are what the time zone says, at any instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
        (date) => {
          const instant = Temporal.Instant.fromEpochMilliseconds(date.getTime());
          expect(danishDay(instant).toString()).toBe(
            instant.toZonedDateTimeISO('Europe/Copenhagen').toPlainDate().toString(),
          );
        },
      ),
    );
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '0000-01-01',
    '26-01-01',
    '2026-1-1',
    '',
    '2026-01-01T00:00',
  ])('%j is none', (text) => {
    expect(() => parseDate(text)).toThrow(expect.objectContaining({ code: 'date.malformed' }));
  });

  it('are written as Danish letters write them', () => {
    expect(danishDate(parseDate('2026-03-05'))).toBe('05.03.2026');
  });

  it('make somebody older on the birthday, and born on 29 February on 1 March', () => {
    expect(ageOn(parseDate('2008-11-20'), parseDate('2026-11-19'))).toBe(17);
    expect(ageOn(parseDate('2008-11-20'), parseDate('2026-11-20'))).toBe(18);
    expect(ageOn(parseDate('2008-02-29'), parseDate('2026-02-28'))).toBe(17);
    expect(ageOn(parseDate('2008-02-29'), parseDate('2026-03-01'))).toBe(18);
  });
});

describe('what was read of late', () => {
  it('is read once, and what can not be read fails each time', () => {
    expect(parseInstant('2026-11-20T09:00:00+01:00').toString()).toBe('2026-11-20T08:00:00Z');
    expect(parseInstant('2026-11-20T09:00:00+01:00')).toBe(
      parseInstant('2026-11-20T09:00:00+01:00'),
    );
    expect(parseDate('2026-11-20')).toBe(parseDate('2026-11-20'));
    for (let time = 0; time < 2; time += 1) {
      expect(() => parseInstant('2026-11-20')).toThrow(RangeError);
      expect(() => parseDate('2026-02-30')).toThrow('day of the calendar');
    }
  });

  it('is not kept without end', () => {
    const first = parseDate('1900-01-01');
    for (let year = 1_901; year <= 2_901; year += 1) parseDate(`${String(year)}-01-01`);
    expect(parseDate('1900-01-01')).not.toBe(first);
    expect(parseDate('1900-01-01').equals(first)).toBe(true);
  });
});
