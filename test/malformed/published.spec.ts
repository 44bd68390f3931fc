import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { routingKeyOf, type LibraryEvent } from '../journeys/street/events.fixture.js';
import { houseNames, type House } from '../journeys/street/houses.fixture.js';
import { changed, everywhere, withContent, type Spoilt } from './spoilt.fixture.js';
import { canary, Town } from './town.fixture.js';

jest.setTimeout(240_000);

let town: Town;
beforeAll(async () => {
  town = await Town.open();
});
afterEach(() => town.forgetParked(...houseNames));
afterAll(() => town.close());

async function expectParked(house: House, code: string, text: RegExp): Promise<number | null> {
  const { number, ...told } = await town.parkedBy(house);
  expect(told).toEqual({ code, text: expect.stringMatching(text) });
  return number;
}

describe('what a library publishes', () => {
  const publish = (event: LibraryEvent, spoil: Spoilt[3] = (text) => text): Promise<void> =>
    town.publish('library.balances', routingKeyOf(event), spoil(JSON.stringify(event)));

  const notEven: readonly Spoilt[] = [
    [
      'without a sequence',
      'message.bad-envelope',
      /^sequence: [^:]*$/,
      changed(({ sequence: _, ...event }) => event),
    ],
    [
      'about another subject inside than outside',
      'message.invalid',
      /^subject: /,
      withContent({ feeId: canary }),
    ],
    [
      'of an agency that is none',
      'message.invalid',
      /^data\.agencyId: /,
      withContent({ agencyId: canary }),
    ],
    [
      'wrong in every member',
      'message.invalid',
      /data\.type: .* data\.amount: .* data\.creationDate: .* data\.materials: .* data\.patron: /,
      withContent({
        ...{ type: canary, amount: 230, creationDate: '2026-02-30' },
        ...{ materials: canary, patron: canary },
      }),
    ],
    [
      'wrong deep within',
      'message.invalid',
      /data\.materials\.0\.title: .* data\.patron\.address\.postalCode: /,
      withContent({
        materials: [{ materialItemNumber: '1', title: { canary } }],
        patron: {
          patronId: 'p',
          kind: 'group',
          address: { street: 'a', postalCode: 8700, city: 'b' },
        },
      }),
    ],
    [
      'with NUL in a text',
      'message.invalid',
      /^data\.billNumber: .*NUL/,
      withContent({ billNumber: `${canary}\0` }),
    ],
  ];

  it.each([...everywhere, ...notEven])('is parked when it is %s', async (_, code, text, spoil) => {
    await publish(town.agency.fee().created(), spoil);
    await expectParked('claim-intake', code, text);
  });

  type Told = readonly [name: string, told: object, fault: RegExp];
  it.each<Told>([
    ['balance.created', {}, /data\.amount: .* data\.patron: /],
    ['balance.amount-changed', { newAmount: canary }, /^data\.newAmount: /],
    ['balance.verified', { verifiedBy: canary }, /^data\.verifiedBy: /],
    ['balance.cancelled', { reason: [canary] }, /^data\.reason: /],
    ['balance.reimbursement-requested', { amount: 12 }, /^data\.amount: /],
    ['balance.paid', { amount: '12.00' }, /^data\.paymentId: /],
    ['balance.reopened', { feeId: '' }, /^data\.feeId: /],
    ['balance.closed', { status: canary }, /^data\.status: /],
    ['balance.sent-to-collection', { feeId: 7 }, /^data\.feeId: /],
    [
      'patron.identity-changed',
      { patron: { name: canary } },
      /data\.patron\.patronId: .* data\.patron\.kind: /,
    ],
    ['patron.guardian-changed', { guardian: canary }, /data\.guardian: .* data\.change: /],
  ])('%s is parked in its place when it lacks what it must have', async (name, told, fault) => {
    const id = randomUUID();
    const subject = name.startsWith('patron') ? { patronId: id } : { feeId: id };
    await publish(town.agency.office.event(name, subject, told));
    expect(await expectParked('claim-intake', 'message.invalid', fault)).toBe(1);
  });

  it('holds back what follows of the same balance, and nothing else', async () => {
    const fee = town.agency.fee();
    await publish(fee.created(), withContent({ amount: canary }));
    await publish(fee.cancelled());
    await town.isUnharmed();

    await expectParked('claim-intake', 'message.invalid', /^data\.amount: /);
    const waiting = await town.setAside('claim-intake', 'number::int, reason_code', 'waiting');
    expect(waiting).toEqual([{ number: 2, reason_code: 'order.predecessor-missing' }]);
  });

  it('is answered where the agency has not joined (R11) or the amount makes no balance (R07)', async () => {
    const unserved = town.street.agencyWithoutAgreement().fee();
    await publish(unserved.created());
    await unserved.stands('no-agreement');

    const nothing = town.agency.fee({ amount: '0.00' });
    const created = nothing.created();
    await publish(created);
    await nothing.answerTo(created);
    expect(nothing.heardOf('balance.change-refused')).toHaveLength(1);
  });

  it('counts by its type, whatever its routing key says', async () => {
    const fee = town.agency.fee();
    for (const key of ['', '#', canary, `patron.identity-changed.${'x'.repeat(200)}`]) {
      const other = key === '' ? fee : town.agency.fee();
      await town.publish('library.balances', key, JSON.stringify(other.created()));
      await other.stands('accepted');
    }
  });
});

describe('what another debtor gateway publishes', () => {
  const payment = (receivableId: string, amount = '30.00'): string => {
    const transactionId = randomUUID();
    return JSON.stringify({
      specversion: '1.0',
      id: transactionId,
      source: '/a-gateway-of-others',
      type: 'dk.debitorbro.receivable.covered.v1',
      subject: transactionId,
      time: '2026-11-23T10:00:00Z',
      data: {
        ...{ receivableId, transactionId, amount, municipalityCode: '615' },
        ...{ registeredAt: '2026-11-23T10:00:00+01:00', effectiveDate: '2026-11-22' },
      },
    });
  };
  const publish = (body: string | Buffer): Promise<void> =>
    town.publish('payments', 'receivable.covered.615', body);

  const notEven: readonly Spoilt[] = [
    [
      'without what it is about',
      'message.invalid',
      /data\.receivableId: .* data\.transactionId: .* data\.amount: .* data\.effectiveDate: /,
      changed((event) => ({ ...event, data: {} })),
    ],
    ['a sum that is a number', 'message.invalid', /^data\.amount: /, withContent({ amount: 30 })],
    ['a sum below zero', 'message.invalid', /^data\.amount: /, withContent({ amount: '-30.00' })],
    [
      'a day that never was',
      'message.invalid',
      /^data\.effectiveDate: /,
      withContent({ effectiveDate: '2026-02-30' }),
    ],
    [
      'by a UUID that is none',
      'message.invalid',
      /^data\.receivableId: /,
      withContent({ receivableId: canary }),
    ],
    [
      'with NUL in it',
      'message.invalid',
      /^data\.channel: .*NUL/,
      withContent({ channel: `\0${canary}` }),
    ],
    [
      'a reversal of nothing',
      'message.invalid',
      /^data\.originalId: /,
      changed((event) => ({ ...event, type: 'dk.debitorbro.receivable.coverage-reversed.v1' })),
    ],
  ];

  it.each([...everywhere, ...notEven])('is parked when it is %s', async (_, code, text, spoil) => {
    await publish(spoil(payment(randomUUID())));
    await expectParked('payment-reconciliation', code, text);
  });

  it('counts when it is right', async () => {
    const fee = town.agency.fee();
    const { receivableId } = await town.agency.hasAccepted(fee);
    await publish(payment(receivableId, '12.50'));
    await town.street.eventually(() => {
      expect(fee.heardOf('balance.transaction-registered')).toMatchObject([{ amount: '12.50' }]);
    });
  });
});

describe('what does not belong between the houses', () => {
  it.each<readonly [exchange: string, key: string, houses: readonly House[]]>([
    ['claims', 'claim.registered.DK-761500', ['verification', 'payment-reconciliation']],
    ['claims', 'claim.released.DK-761500', ['receivable-mapper', 'payment-reconciliation']],
    [
      'claims',
      'agreement.changed.DK-761500',
      ['verification', 'receivable-mapper', 'serviceplatform-gateway', 'payment-reconciliation'],
    ],
    ['receivables', 'receivable.raised.615', ['serviceplatform-gateway', 'payment-reconciliation']],
    ['receivables', 'receivable.accepted.615', ['payment-reconciliation']],
  ])('is parked by whoever hears it: %s, %s', async (exchange, key, houses) => {
    await town.publish(exchange, key, `{"personIdentifier":"${canary}"`);
    for (const house of houses) await expectParked(house, 'message.not-json', /no JSON object/);
  });
});

describe('and then', () => {
  it('the next good fee goes all the way, and its payment comes back', () => town.isUnharmed());
});
