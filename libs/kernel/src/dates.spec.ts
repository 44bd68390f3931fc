import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageOn, danishDate, danishDay, parseDate, Temporal } from './dates.js';

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
