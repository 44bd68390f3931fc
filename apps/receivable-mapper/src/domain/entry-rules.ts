import type { CalendarDate } from '@libs/kernel';
import { danishDate, Temporal } from '@libs/kernel';
import { workingDayFrom } from './danish-working-day.js';
import type { ReceivableDates } from './receivable-dates.js';

/** Something that will be refused later, on the way to collection; the library reads the text. */
export type Warning = { readonly code: string; readonly text: string };

/** Years from the due date after which a library's debt can no longer be collected. */
const LIMITATION_YEARS = 3;

export type Collectable = {
  readonly dates: ReceivableDates;
  readonly psrmType: string | undefined;
  /** Whether the specification text names somebody who isn't the debtor. */
  readonly namesAnother: boolean;
  readonly today: CalendarDate;
};

/**
 * What the state's entry filter would refuse if the receivable came to collection as it stands (R41). The codes
 * carry the filter's own rule numbers. Foundation before due date (R_6_3) and the length of the period (R_6_20)
 * are never broken: see R42 and R38.
 */
export function checkEntryRules(receivable: Collectable): readonly Warning[] {
  const rules = [typeKnown, notTimeBarred, foundedAlready, periodForward, namesNobodyElse];
  return rules.flatMap((rule) => rule(receivable) ?? []);
}

type Rule = (receivable: Collectable) => Warning | undefined;

const typeKnown: Rule = ({ psrmType }) =>
  psrmType === undefined
    ? {
        code: 'psrm-type-missing',
        text: 'Aftalen har ingen PSRM-type til denne kravtype: kravet kan ikke sendes til inddrivelse. Bed kommunen om typen og ret aftalen.',
      }
    : undefined;

const notTimeBarred: Rule = ({ dates, today }) => {
  const limit = workingDayFrom(dates.dueDate.add({ years: LIMITATION_YEARS }));
  if (Temporal.PlainDate.compare(today, limit) <= 0) return undefined;
  return {
    code: 'psrm-R_3_1',
    text: `Kravet blev forældet ${danishDate(limit)}, tre år efter forfaldsdatoen ${danishDate(dates.dueDate)}: det afvises ved inddrivelse. Overvej at annullere det.`,
  };
};

const foundedAlready: Rule = ({ dates, today }) =>
  Temporal.PlainDate.compare(dates.foundationDate, today) > 0
    ? {
        code: 'psrm-R_5_3',
        text: `Stiftelsesdatoen ${danishDate(dates.foundationDate)} ligger i fremtiden: kravet afvises ved inddrivelse, til den dag er kommet. Kontrollér lånets afleveringsfrist.`,
      }
    : undefined;

const periodForward: Rule = ({ dates: { period } }) =>
  Temporal.PlainDate.compare(period.from, period.to) > 0
    ? {
        code: 'psrm-R_6_19',
        text: `Perioden slutter ${danishDate(period.to)}, før den begynder ${danishDate(period.from)}: kravet afvises ved inddrivelse. Kontrollér lånets afleveringsfrist og gebyrets oprettelsesdato.`,
      }
    : undefined;

const namesNobodyElse: Rule = ({ namesAnother }) =>
  namesAnother
    ? {
        code: 'psrm-names-another',
        text: 'Specifikationsteksten nævner barnets navn, men en anden skylder: det må en tekst til inddrivelse ikke. Aftalen kan sættes til teksten uden navn.',
      }
    : undefined;
