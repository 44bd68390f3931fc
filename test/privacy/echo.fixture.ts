import { expect } from '@jest/globals';
import { eventually } from '@libs/testing';
import type { Street } from '../journeys/street.fixture.js';
import { anAdult } from '../journeys/street/people.fixture.js';
import { aReceiver, type Receiver } from './listening-posts.fixture.js';
import { plants } from './planted-people.fixture.js';

/** A debtor system that repeats in its fault all that it was sent. */
export function anEcho(): Promise<Receiver> {
  const type = 'application/soap+xml; charset=utf-8';
  return aReceiver((body) => ({ status: 500, type, body: faultThatEchoes(body) }));
}

/** An agency whose debtor system is such a one; until it has been called twice. */
export async function echoed(street: Street, echo: Receiver): Promise<void> {
  const agency = street.agencyWithoutAgreement();
  const answer = await agency.put({ debtorSystem: { product: 'kmd-opus', endpoint: echo.url } });
  expect(answer.status).toBe(200);
  const cpr = plants['CPR that is echoed by a debtor system'];
  await agency.tell(agency.fee({ patron: anAdult({ personIdentifier: cpr }) }).created());
  await eventually(() => echo.received.length > 1); // it is tried again
}

function faultThatEchoes(body: string): string {
  const text = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason><e:Text xml:lang="da">${text}</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>`;
}
