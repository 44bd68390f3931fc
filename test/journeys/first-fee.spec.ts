import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Street } from './street.fixture.js';

const code = '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d01';
let street: Street;

beforeAll(async () => {
  street = await Street.open();
}, 60_000);
afterAll(() => street?.close());
const until = async (check: () => boolean, ms = 10_000) => {
  const end = Date.now() + ms;
  while (!check() && Date.now() < end) await new Promise((r) => setTimeout(r, 25));
};

describe('the first fee', () => {
  it('goes all the way, and its payment comes back', async () => {
    await street.agree('DK-761500', {
      municipalityCode: '615',
      municipalityCvr: '29189889',
      name: 'Horsens',
      active: true,
      kind: 'public-library',
      cutOffDate: '2026-01-01',
      ageOfMajority: 18,
      verification: { mode: 'none' },
      debtorSystem: { product: 'kmd-opus', endpoint: street.debtorSystems.urls['kmd-opus'] },
      claimTypes: Object.fromEntries(
        ['fee', 'compensation-acknowledged', 'compensation-unacknowledged'].flatMap((type) => [
          [type, { code, psrmType: 'AAAAAAA' }],
          [`${type}-minor-unguarded`, { code }],
        ]),
      ),
    });
    await street.publish({
      specversion: '1.0',
      id: 'e1',
      source: '/library/DK-761500',
      type: 'dk.debitorbro.balance.created.v1',
      subject: '1',
      time: '2026-11-20T08:00:00+01:00',
      sequence: '1',
      data: {
        agencyId: 'DK-761500',
        feeId: '1',
        type: 'fee',
        amount: '230.00',
        creationDate: '2026-11-20',
        billNumber: '77',
        loan: { loanId: 'l1', loanDate: '2026-09-01', dueDate: '2026-10-01' },
        materials: [
          {
            materialItemNumber: '1',
            title: 'Ærø rundt',
            author: 'Gry Åberg',
            classification: '46.4',
          },
        ],
        patron: { patronId: 'p1', kind: 'person', personIdentifier: '0101901234', name: 'Gunhild' },
      },
    });
    await until(() => street.heardOf('1').some(({ data }) => data['transfer'] === 'accepted'));
    console.log(
      JSON.stringify(street.updates, null, 1),
      street.log.filter((l) => !l.includes('"info"')).join('\n'),
    );
    const receivables = await (
      await fetch(`${street.debtorSystems.urls['kmd-opus']}/control/receivables`)
    ).json();
    console.log(JSON.stringify(receivables, null, 1));
    await fetch(`${street.debtorSystems.urls['kmd-opus']}/control/night`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"share":1}',
    }).then(async (r) => console.log(r.status, await r.text()));
    await until(() => street.heardOf('1').length >= 3);
    console.log(
      JSON.stringify(street.updates.slice(2), null, 1),
      street.log.filter((l) => !l.includes('"info"')).join('\n'),
    );
    expect(street.heardOf('1').map(({ data }) => data['transfer'])).toEqual([
      'queued',
      'accepted',
      undefined,
    ]);
  }, 60_000);
});
