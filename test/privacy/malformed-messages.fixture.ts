import type { Agency } from '../journeys/street/agency.fixture.js';
import type { LibraryEvent } from '../journeys/street/events.fixture.js';
import { anAdult } from '../journeys/street/people.fixture.js';
import { called, plants } from './planted-people.fixture.js';

/** What a library says wrongly, with a person in it: bodies that claim-intake parks. */
export function malformedMessages(agency: Agency): readonly string[] {
  const cpr = plants['CPR in a malformed message'];
  const patron = anAdult({ personIdentifier: cpr, name: called('name in a malformed message') });
  const spoilt = (change: (event: LibraryEvent) => object): string =>
    JSON.stringify(change(agency.fee({ patron }).created()));
  return [
    `{"personIdentifier":"${cpr}"`,
    spoilt((event) => ({ ...event, type: 'dk.debitorbro.balance.invented.v1' })),
    spoilt(({ data: { amount: _, ...data }, ...event }) => ({ ...event, data })),
    spoilt((event) => ({ ...event, data: { ...event.data, amount: cpr } })),
    spoilt((event) => ({ ...event, data: { ...event.data, patron: cpr } })),
  ];
}

/** As no service of ours would say it: people in plain. */
export function plainClaim({ agencyId }: Agency): string {
  return JSON.stringify({
    specversion: '1.0',
    id: 'balance/plain/1',
    source: `/claim-intake/${agencyId}`,
    type: 'dk.debitorbro.claim.registered.v1',
    subject: 'plain',
    time: '2026-11-20T08:00:00Z',
    sequence: '1',
    data: {
      agencyId,
      feeId: 'plain',
      personal: { patron: { personIdentifier: plants['CPR in plain between our houses'] } },
    },
  });
}
