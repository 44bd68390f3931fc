import { ageOn, danishDay, Temporal, type CalendarDate, type Instant } from '@libs/kernel';

/** Whether the borrower had a financially responsible person on the day of creation, as far as we were told. */
export type GuardianTiming = 'none' | 'in-time' | 'too-late' | 'unknown';

/** What the preview of a cut-off move must know of a minor's balance, without anything personal (R04). */
export type MinorCircumstances = {
  /** Whole years; `undefined` where no birth date is known, and for companies and groups. */
  readonly ageAtCreation: number | undefined;
  readonly guardian: GuardianTiming;
};

export type ToldOfBorrower = {
  /** From the birth date, else from the number (R21). */
  readonly bornOn: CalendarDate | undefined;
  readonly guardian: { readonly since: CalendarDate | undefined } | undefined;
};

/**
 * Keeps of borrower and guardian only what R04's preview counts by. A guardian without a `since` was there in time if we
 * heard of the balance on the day that it was created; of an older balance that is loaded later, nobody knows.
 */
export function minorCircumstances(
  told: ToldOfBorrower,
  creationDate: CalendarDate,
  heardAt: Instant,
): MinorCircumstances {
  return {
    ageAtCreation: told.bornOn === undefined ? undefined : ageOn(told.bornOn, creationDate),
    guardian: guardianTiming(told.guardian, creationDate, heardAt),
  };
}

function guardianTiming(
  guardian: ToldOfBorrower['guardian'],
  creationDate: CalendarDate,
  heardAt: Instant,
): GuardianTiming {
  if (guardian === undefined) return 'none';
  if (guardian.since === undefined)
    return isAfter(danishDay(heardAt), creationDate) ? 'unknown' : 'in-time';
  return isAfter(guardian.since, creationDate) ? 'too-late' : 'in-time';
}

function isAfter(date: CalendarDate, limit: CalendarDate): boolean {
  return Temporal.PlainDate.compare(date, limit) > 0;
}
