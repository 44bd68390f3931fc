import { ageOn, Temporal, type CalendarDate } from './dates.js';
import { MaskedNumber } from './masked-number.js';

/**
 * `real`: a CPR number's form · `day-60`: a replacement with the day raised by 60 · `alphanumeric`: a replacement with
 * letters · `invalid`: none of these. Source: cpr.dk, fmk-teknik.dk (eCPR); modulus 11 is not asked for since 2007.
 */
export type PersonNumberKind = 'real' | 'day-60' | 'alphanumeric' | 'invalid';

const digitsForm = /^(\d{2})(\d{2})(\d{2})(\d)(\d{3})$/;
/** What no day has: such a number is invalid. */
const noParts = ['', '0', '0', '0', ''] as const;
const alphanumericForm = /^(\d{2})(\d{2})(\d{2})([0-9A-ZÆØÅ])[0-9A-ZÆØÅ]{3}$/;

/** Understands CPR numbers and their replacements: what kind a number is, and the birth date that it tells (R16, R25). */
export class PersonNumber extends MaskedNumber {
  /** Private to the language, not to the compiler alone: a birth date is personal, and a copy by `...` must not show it. */
  readonly #born: CalendarDate | undefined;

  private constructor(
    value: string,
    readonly kind: PersonNumberKind,
    born: CalendarDate | undefined,
  ) {
    super(value, '[cpr]');
    this.#born = born;
  }

  /** Never throws: what can't be read is of kind `invalid`. A hyphen and blanks around are taken for a way of writing. */
  static parse(text: string): PersonNumber {
    const value = text
      .trim()
      .replace(/^(.{6})-(.{4})$/, '$1$2')
      .toUpperCase();
    const [, day, month, year, seventh, rest] = digitsForm.exec(value) ?? [];
    if (
      day !== undefined &&
      month !== undefined &&
      year !== undefined &&
      seventh !== undefined &&
      rest !== undefined
    ) {
      return PersonNumber.ofDigits(value, {
        day: Number(day),
        month: Number(month),
        year: Number(year),
        seventh: Number(seventh),
      });
    }
    return PersonNumber.ofLetters(value);
  }

  /**
   * A replacement number (R25): the birth date with its day raised by 60, then a digit for the century and a serial.
   * @param serial from 0; unique per agency is the caller's matter. There are 4,000 per birth date, and 6,000 from 1937 to 2036,
   * where the century has six digits.
   * @throws RangeError when they are used up, and for birth dates before 1858 and after 2057.
   */
  static replacement(birthDate: CalendarDate, serial: number): PersonNumber {
    const digits = centuryDigits(birthDate.year);
    const digit = digits[Math.floor(serial / 1000)];
    if (digit === undefined || !Number.isInteger(serial) || serial < 0)
      throw new RangeError('There is no replacement number left for this birth date.');
    const two = (value: number): string => String(value).padStart(2, '0');
    const value = `${two(birthDate.day + 60)}${two(birthDate.month)}${two(birthDate.year % 100)}${String(digit)}${String(serial % 1000).padStart(3, '0')}`;
    return new PersonNumber(value, 'day-60', birthDate);
  }

  birthDate(): CalendarDate | undefined {
    return this.#born;
  }

  /** Whole years on a day, where the number tells a birth date. */
  ageOn(day: CalendarDate): number | undefined {
    return this.#born === undefined ? undefined : ageOn(this.#born, day);
  }

  /** A stand-in, whichever its form. */
  get isReplacement(): boolean {
    return this.kind === 'day-60' || this.kind === 'alphanumeric';
  }

  private static ofDigits(
    value: string,
    { day, month, year, seventh }: { day: number; month: number; year: number; seventh: number },
  ): PersonNumber {
    const replaced = day > 60;
    const born = dateOf(centuryOf(seventh, year) + year, month, replaced ? day - 60 : day);
    if (born === undefined) return new PersonNumber(value, 'invalid', undefined);
    return new PersonNumber(value, replaced ? 'day-60' : 'real', born);
  }

  private static ofLetters(value: string): PersonNumber {
    const [, day, month, year, seventh] = alphanumericForm.exec(value) ?? noParts;
    const dayNumber = dayOf(day);
    if (seventh === '' || dateOf(2000, Number(month), dayNumber) === undefined)
      return new PersonNumber(value, 'invalid', undefined);
    const digit = Number(seventh);
    if (Number.isNaN(digit)) return new PersonNumber(value, 'alphanumeric', undefined); // the century is unknown
    const born = dateOf(centuryOf(digit, Number(year)) + Number(year), Number(month), dayNumber);
    return new PersonNumber(value, born === undefined ? 'invalid' : 'alphanumeric', born);
  }
}

/** The day of the month, also where 60 has been added to it. */
function dayOf(digits: string): number {
  return Number(digits) > 60 ? Number(digits) - 60 : Number(digits);
}

/** Source: cpr.dk, "Opbygning af CPR-nummeret": the seventh digit and the year give the century. */
function centuryOf(seventh: number, year: number): number {
  if (seventh <= 3) return 1900;
  if (seventh === 4 || seventh === 9) return year <= 36 ? 2000 : 1900;
  return year <= 57 ? 2000 : 1800;
}

function centuryDigits(year: number): readonly number[] {
  return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter(
    (digit) => centuryOf(digit, year % 100) + (year % 100) === year,
  );
}

function dateOf(year: number, month: number, day: number): CalendarDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}
