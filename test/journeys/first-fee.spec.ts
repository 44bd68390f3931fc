import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { products } from '../../simulators/debtor-systems/index.js';
import { claimTypeCodes, psrmTypes } from './street/agreement.fixture.js';
import { day, inDanish } from './street/calendar.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

describe.each(products)('the first fee, to %s', (product) => {
  it('R32, R33, R34, R35, R36, R37, R38, R39, R40, R41, R42, R49 goes all the way, and its payment comes back', async () => {
    const agency = await street.agency({ product });
    const fee = agency.fee({ amount: '230.00' });
    const { patron, billNumber = '', materials } = fee.creation;

    const { receivableId, ...held } = await agency.hasAccepted(fee);

    const borrower = { kind: 'cpr', identifier: patron.personIdentifier };
    expect(held).toEqual({
      accountId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      municipalityCvr: agency.agreement.municipalityCvr,
      account: borrower,
      liable: borrower,
      liabilities: [expect.objectContaining({ receivableId, from: day(-33) })],
      claimType: claimTypeCodes.fee,
      psrmType: psrmTypes.fee,
      amountOre: 230_00,
      creationDate: day(-3),
      foundationDate: day(-33),
      dueDate: day(-3),
      periodFrom: day(-33),
      periodTo: day(-3),
      specification: `Biblioteksgebyr ${fee.feeId}: Gebyr-nr. ${billNumber}`,
      textLines: [
        `Beregnet fra: ${inDanish(day(-33))} 46.4 Gry Åberg Ærø rundt på cykel`,
        `Lånt: ${inDanish(day(-65))} Afl.frist: ${inDanish(day(-34))}`,
        `Gebyr-nr. ${billNumber} Materiale-nr. ${String(materials[0]?.materialItemNumber)}`,
      ],
      writeDowns: [],
      coverages: [],
      writeOffs: [],
      sums: {
        chargedOre: 230_00,
        writtenDownOre: 0,
        coveredOre: 0,
        writtenOffOre: 0,
        outstandingOre: 230_00,
      },
      post: 'digital',
    });

    const coverage = await agency.desk.pay(receivableId, '100.00', 'giro');

    await street.eventually(() => {
      expect(fee.heardOf('balance.transaction-registered')).toEqual([
        {
          agencyId: agency.agencyId,
          feeId: fee.feeId,
          transactionId: coverage,
          type: 'payment',
          amount: '100.00',
          remainingAmount: '130.00',
          effectiveDate: day(0),
          registeredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          channel: 'giro',
        },
      ]);
    });
    expect(
      fee.heard().map(({ sequence, type, data }) => [sequence, type, data['transfer']]),
    ).toEqual([
      ['1', 'dk.debitorbro.balance.transfer-changed.v1', 'queued'],
      ['2', 'dk.debitorbro.balance.transfer-changed.v1', 'accepted'],
      ['3', 'dk.debitorbro.balance.transaction-registered.v1', undefined],
    ]);
  });
});
