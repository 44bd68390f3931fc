import { expect } from '@jest/globals';
import type { Street } from '../journeys/street.fixture.js';
import type { Agency } from '../journeys/street/agency.fixture.js';
import { aCompany, aForeigner, anAdult } from '../journeys/street/people.fixture.js';
import { called, plants } from './planted-people.fixture.js';

/** What goes well: fees of people of all kinds, changed and paid. */
export async function goodFees(agency: Agency): Promise<void> {
  const patron = anAdult({
    personIdentifier: plants['CPR of a borrower'],
    name: called('name of a borrower'),
    address: { street: called('street of a borrower'), postalCode: '8700', city: 'Horsens' },
  });
  const fee = agency.fee({
    patron,
    reasonMessage: called('reason of a fee'),
    materials: [{ materialItemNumber: '1', title: called('title of a material') }],
  });
  const { receivableId } = await agency.hasAccepted(fee);
  const change = agency.identityChanged({
    ...patron,
    personIdentifier: plants['new CPR of the borrower'],
  });
  await agency.tell(change);
  await fee.answerTo(change);
  await agency.desk.pay(receivableId, '100.00');
  await agency.street.eventually(() => {
    expect(fee.heardOf('balance.transaction-registered')).toHaveLength(1);
  });
  await agency.hasAccepted(
    agency.fee({
      patron: anAdult({
        personIdentifier: plants['CPR of a child'],
        name: called('name of a child'),
      }),
      guardian: {
        personIdentifier: plants['CPR of a guardian'],
        name: called('name of a guardian'),
        since: '2020-01-02',
      },
    }),
  );
  await agency.hasAccepted(
    agency.fee({ patron: aForeigner({ name: called('name of a foreigner') }) }),
  );
}

/** What a debtor system does not take at once, or not at all. */
export async function rejectedAndRepeated(agency: Agency): Promise<void> {
  await agency.desk.behave({ manner: 'reject', next: 1 });
  const rejected = agency.fee({
    patron: anAdult({ personIdentifier: plants['CPR of a rejected borrower'] }),
  });
  await agency.tell(rejected.created());
  await rejected.stands('rejected');
  for (const manner of ['accept-with-remarks', 'drop-after-commit', 'fault'] as const) {
    await agency.desk.behave({ manner, next: 1 });
    const fee = agency.fee({
      patron: anAdult({ personIdentifier: plants['CPR of a borrower'] }),
    });
    await agency.tell(fee.created());
    await agency.street.eventually(() => {
      expect(String(fee.heardOf('balance.transfer-changed').at(-1)?.['transfer'])).toMatch(
        /^accepted/,
      );
    });
  }
}

/** What never goes to a debtor system, and a change that is refused. */
export async function refusedAndHeld(agency: Agency): Promise<void> {
  const { cvrNumber: _, ...company } = aCompany({ name: called('name of a company') });
  const held = agency.fee({ patron: company });
  const refused = agency.fee({
    patron: anAdult({ personIdentifier: plants['CPR of a borrower'] }),
  });
  await agency.tell(held.created(), refused.created());
  await held.stands('not-transferable');
  await refused.stands('accepted');
  await agency.tell(refused.amountChanged('999.00'));
  await agency.street.eventually(() => {
    expect(refused.heardOf('balance.change-refused')).toHaveLength(1);
  });
}

/** What an agency tells of that has not joined. */
export async function unserved(street: Street): Promise<void> {
  const agency = street.agencyWithoutAgreement();
  const cpr = plants['CPR of an agency that has not joined'];
  const fee = agency.fee({ patron: anAdult({ personIdentifier: cpr }) });
  await agency.tell(fee.created());
  await fee.stands('no-agreement');
}
