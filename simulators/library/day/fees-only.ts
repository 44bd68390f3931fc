import { agenciesOf, type Agency } from './agencies.js';
import { timeOf, type Day } from './chance/calendar.js';
import { Dice } from './chance/dice.js';
import { overdueFee } from './charge.js';
import { Desk } from './desk.js';
import type { Envelope } from './events.js';
import { Office } from './office.js';
import { sealed } from './post.js';

export type FeesWish = {
  readonly seed: number;
  readonly count: number;
  /** ISIL numbers out of the example's; all active ones if missing. */
  readonly agencies?: readonly string[];
  readonly day?: Day;
};

/** The day of the committed example. */
export const exampleDayDate: Day = '2026-11-20';

const secondsOfDay = 86_400;

/**
 * Ordinary fees of adults, one after the other, each of another borrower; made as they are taken, so a million need no more
 * room than one.
 * @throws RangeError for an agency that is none of the example's
 */
export function* feesOnly({
  seed,
  count,
  agencies,
  day = exampleDayDate,
}: FeesWish): Generator<Envelope> {
  const office = new Office(day);
  const dice = Dice.for(seed, 'fees only');
  const desks = chosen(agenciesOf(day), agencies).map((agency) => new Desk(agency, dice, office));
  for (let turn = 0; turn < count; turn += 1) {
    const desk = desks[turn % desks.length];
    if (desk === undefined) return;
    const fee = overdueFee(desk, desk.adult());
    const { agencyId, feeId: subject } = fee;
    const time = timeOf(day, Math.floor((turn / count) * secondsOfDay), office.offset);
    yield sealed({
      source: `/library/${agencyId}`,
      subject,
      what: 'balance.created',
      number: 1,
      time,
      data: { ...fee },
    });
  }
}

function chosen(
  known: readonly Agency[],
  wanted: readonly string[] | undefined,
): readonly Agency[] {
  if (wanted === undefined) return known.filter(({ agreement }) => agreement?.active === true);
  return wanted.map((wish) => {
    const agency = known.find(({ agencyId }) => agencyId === wish);
    if (agency === undefined) throw new RangeError(`${wish} is no agency of the example.`);
    return agency;
  });
}
