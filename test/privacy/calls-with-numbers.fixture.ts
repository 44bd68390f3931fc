import type { Street } from '../journeys/street.fixture.js';
import type { Agency } from '../journeys/street/agency.fixture.js';
import { houseNames } from '../journeys/street/houses.fixture.js';
import { plants } from './planted-people.fixture.js';

/** Asks every house with a person's number where none belongs, and for all that it tells of itself. @returns the answers */
export async function callWithNumbers(
  street: Street,
  { agencyId }: Agency,
): Promise<readonly string[]> {
  const cpr = plants['CPR that a caller puts where none belongs'];
  const calls: readonly Parameters<Street['ask']>[] = [
    ['GET', 'payment-reconciliation', `/balances/${agencyId}/${cpr}`],
    ['GET', 'payment-reconciliation', `/balances/${cpr}/1`],
    ['GET', 'claim-intake', `/balances?agencyId=${agencyId}&feeId=${cpr}&standing=${cpr}`],
    ['GET', 'claim-intake', `/${cpr}`],
    ['PUT', 'claim-intake', `/agreements/${cpr}`, { name: cpr, cutOffDate: cpr, [cpr]: cpr }],
    ['GET', 'verification', `/held?agencyId=${cpr}`],
    ['GET', 'verification', `/tasks?patronId=${cpr}`],
    ['POST', 'verification', `/held/${agencyId}/${cpr}/verify`, { why: cpr }],
    [
      'GET',
      'serviceplatform-gateway',
      `/deliveries?agencyId=${agencyId}&feeId=${cpr}&state=${cpr}`,
    ],
    ['POST', 'serviceplatform-gateway', `/deliveries/${cpr}/resend`, {}],
    ...houseNames.flatMap((house): Parameters<Street['ask']>[] =>
      ['/health/live', '/health/ready', '/metrics', '/openapi.json'].map((path) => [
        'GET',
        house,
        path,
      ]),
    ),
    ['GET', 'verification', `/held`],
    ['GET', 'verification', `/held`, { accept: 'text/csv' }],
    ['GET', 'verification', `/tasks`],
    ['GET', 'serviceplatform-gateway', `/deliveries?agencyId=${agencyId}`],
    ['GET', 'claim-intake', `/balances?agencyId=${agencyId}`],
  ];
  const answers: string[] = [];
  for (const call of calls) answers.push(JSON.stringify(await street.ask(...call)));
  for (const body of reports(cpr)) answers.push((await street.callRaw(...report(body))).text);
  return answers;
}

function reports(cpr: string): readonly string[] {
  const envelope = (body: string): string =>
    `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${body}</e:Body></e:Envelope>`;
  return [
    cpr,
    `<${cpr}`,
    envelope(`<Invented xmlns="urn:${cpr}">${cpr}</Invented>`),
    `<!DOCTYPE e [<!ENTITY who "${cpr}">]>${envelope('<who>&who;</who>')}`,
  ];
}

function report(body: string): Parameters<Street['callRaw']> {
  const headers = { 'content-type': 'application/soap+xml; charset=utf-8' };
  const path = '/DaekningAfskrivningRegistreringAfsend/1';
  return ['serviceplatform-gateway', path, { method: 'POST', headers, body }];
}
