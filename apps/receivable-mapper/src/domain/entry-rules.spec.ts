import { describe, expect, it } from '@jest/globals';
import {
  aClaim,
  aCompensation,
  aGuardedFee,
  aLoan,
  day,
  IDS,
  settings,
  withoutLoan,
} from './claim.fixture.js';
import type { Collectable, Warning } from './entry-rules.js';
import { checkEntryRules } from './entry-rules.js';
import { mapReceivable } from './map-receivable.js';
import { receivableDates } from './receivable-dates.js';

function warned(told: Partial<Collectable> = {}): readonly Warning[] {
  const dates = receivableDates(aClaim(), 30);
  const today = day('2026-11-23');
  return checkEntryRules({ dates, psrmType: 'BIBGEBY', namesAnother: false, today, ...told });
}

const codes = (warnings: readonly Warning[]): readonly string[] => warnings.map(({ code }) => code);

describe('what the state would refuse', () => {
  it('R41 nothing, where all is in order', () => {
    expect(warned()).toEqual([]);
  });

  it('R41 nothing of a period of a single day', () => {
    const dates = receivableDates(withoutLoan(aCompensation()), 30);

    expect(warned({ dates })).toEqual([]);
  });

  it('R41 what is time-barred, three years after the due date and not a day before', () => {
    // Due 1 November 2026; 1 November 2029 is a Thursday.
    expect(warned({ today: day('2029-11-01') })).toEqual([]);
    expect(warned({ today: day('2029-11-02') })).toEqual([
      {
        code: 'psrm-R_3_1',
        text: 'Kravet blev forældet 01.11.2029, tre år efter forfaldsdatoen 01.11.2026: det afvises ved inddrivelse. Overvej at annullere det.',
      },
    ]);
  });

  it('R41 the time limit ends on a working day', () => {
    // Three years after 3 June 2026 is a Sunday, and Tuesday the 5th is Constitution Day.
    const dates = { ...receivableDates(aClaim(), 30), dueDate: day('2026-06-03') };

    expect(warned({ dates, today: day('2029-06-04') })).toEqual([]);
    expect(codes(warned({ dates, today: day('2029-06-05') }))).toEqual(['psrm-R_3_1']);
  });

  it('R41 a debt that is not yet founded', () => {
    const claim = aClaim({ loan: aLoan({ returnDeadline: day('2026-11-23') }) });
    const dates = receivableDates(claim, 30);

    expect(codes(warned({ dates, today: day('2026-11-24') }))).toEqual(['psrm-R_6_19']);
    expect(warned({ dates })).toEqual([
      {
        code: 'psrm-R_5_3',
        text: 'Stiftelsesdatoen 24.11.2026 ligger i fremtiden: kravet afvises ved inddrivelse, til den dag er kommet. Kontrollér lånets afleveringsfrist.',
      },
      {
        code: 'psrm-R_6_19',
        text: 'Perioden slutter 02.11.2026, før den begynder 24.11.2026: kravet afvises ved inddrivelse. Kontrollér lånets afleveringsfrist og gebyrets oprettelsesdato.',
      },
    ]);
  });

  it('R41 a claim type that the agreement gives no PSRM type', () => {
    expect(codes(warned({ psrmType: undefined }))).toEqual(['psrm-type-missing']);
  });

  it("R39, R41 a text that names a child for its guardian's debt", () => {
    expect(codes(warned({ namesAnother: true }))).toEqual(['psrm-names-another']);
  });

  const today = day('2026-11-23');
  const child = { borrower: aGuardedFee().persons.borrower, minor: true };

  it.each([
    ['a guarded minor, with the full text', aGuardedFee(), 'full' as const, ['psrm-names-another']],
    ['a guarded minor, with the private text', aGuardedFee(), 'privacy' as const, []],
    ['an adult', aCompensation(), 'full' as const, []],
    ['a child alone', aClaim({ ...child, claimType: 'fee-minor-unguarded' }), 'full' as const, []],
    ['a child that is liable by itself', aClaim(child), 'full' as const, []],
  ])('R19, R39, R41 warns of another name for %s', (_, claim, specificationText, expected) => {
    const mapped = mapReceivable(claim, settings({ specificationText }), IDS, today);

    expect('warnings' in mapped && codes(mapped.warnings)).toEqual(expected);
  });
});
