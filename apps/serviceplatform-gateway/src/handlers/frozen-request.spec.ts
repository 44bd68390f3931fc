import { describe, expect, it } from '@jest/globals';
import {
  DebtorsPersonal,
  instanceOf,
  ReceivableDebtorChanged,
  ReceivablePersonal,
  ReceivableRaised,
} from '@libs/contracts';
import { freeze } from './frozen-request.js';

const [account, former] = [crypto.randomUUID(), crypto.randomUUID()];
const party = { identifier: '0100000000', identifierKind: 'cpr' };

function debtorChanged(accountId: string): ReceivableDebtorChanged {
  return Object.assign(new ReceivableDebtorChanged(), {
    receivableId: crypto.randomUUID(),
    accountId,
    liabilityId: crypto.randomUUID(),
    formerAccountId: former,
    formerLiabilityId: crypto.randomUUID(),
    personal: instanceOf(DebtorsPersonal, { account: party, liable: party }),
  });
}

describe('the request of a changed debtor', () => {
  it('R31 takes the receivable over where another number is another account', () => {
    const { registration, closing } = freeze(debtorChanged(account), 'd', '2026-11-23T08:00:00Z');

    expect(registration).toMatchObject({ accountId: account, takesOver: true });
    expect(closing).toMatchObject({ accountId: former });
  });

  it('R31 takes nothing over where only the liable person has another number', () => {
    const { registration } = freeze(debtorChanged(former), 'd', '2026-11-23T08:00:00Z');

    expect(registration).toMatchObject({ accountId: former });
    expect(registration).not.toHaveProperty('takesOver');
  });

  it('R31 changes liability on the Danish day', () => {
    const { registration, closing } = freeze(debtorChanged(account), 'd', '2026-11-22T23:30:00Z');

    expect([registration.liability?.from, closing?.to]).toEqual(['2026-11-23', '2026-11-23']);
  });
});

describe('the request of a charge', () => {
  it('knows what kind of claim it is for, which traces tell and the debtor system is not told', () => {
    const raised = Object.assign(new ReceivableRaised(), {
      ...{ receivableId: crypto.randomUUID(), accountId: account, claimType: 'compensation' },
      ...{ amount: '230.00', period: { from: '2026-11-01', to: '2026-11-20' } },
      personal: instanceOf(ReceivablePersonal, { account: party, liable: party, textLines: [] }),
    });

    const { claimType, registration } = freeze(raised, 'd', '2026-11-23T08:00:00Z');

    expect(claimType).toBe('compensation');
    expect(JSON.stringify(registration.charge)).not.toContain('compensation');
  });
});
