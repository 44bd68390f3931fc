import { describe, expect, it } from '@jest/globals';
import { ReceivableCovered, ReceivableRaised } from '@libs/contracts';
import { Metrics } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import type { BalanceName, BalanceStore } from '../persistence/balance-store.js';
import { AnswerTimes } from './answer-times.js';
import { BalancesOfReceivables } from './balances-of-receivables.js';
import { FollowBalances } from './follow-balances.js';

const noTx = {} as Tx;
const answerTimes = new AnswerTimes(
  new Metrics({ service: 'spec', instance: 'a', ofProcess: false }),
);
const balance = { agencyId: 'DK-761500', feeId: '700123' };
const receivableId = '3f2b8c1e-0d4a-4c6b-9a7e-5d1f2e3a4b5c';
const raised = Object.assign(new ReceivableRaised(), { receivableId, ...balance });
const report = Object.assign(new ReceivableCovered(), { receivableId });

/** A store whose receivables have been committed, or not yet. */
function storeOf(...committed: readonly (readonly [string, BalanceName])[]): BalanceStore {
  return { balancesOf: () => Promise.resolve(new Map(committed)) } as unknown as BalanceStore;
}

describe('which balance a receivable is of', () => {
  it('is told by its charge, before that is committed', async () => {
    const named = new BalancesOfReceivables(storeOf());

    await named.learn(noTx, [raised, report]);

    expect(named.find(receivableId)).toEqual(balance);
    expect(named.isCommitted(receivableId)).toBe(false);
  });

  it('is looked up for a report on it', async () => {
    const named = new BalancesOfReceivables(storeOf([receivableId, balance]));

    await named.learn(noTx, [report]);

    expect(named.find(receivableId)).toEqual(balance);
    expect(named.isCommitted(receivableId)).toBe(true);
  });
});

describe('a report', () => {
  const needed = { source: '/receivable-mapper', key: receivableId, number: 1 };

  it('R52 needs the charge as long as that may still come to nothing, though it was heard', async () => {
    const follow = new FollowBalances(storeOf(), answerTimes);

    const concerns = await follow.concerns([raised, report].map(messageOf), noTx);

    expect(follow.needs(report)).toMatchObject([needed]);
    expect(concerns.map(({ key }) => key)).toEqual([balance.feeId, balance.feeId]);
  });

  it('needs nothing once the charge is in the books', async () => {
    const follow = new FollowBalances(storeOf([receivableId, balance]), answerTimes);

    await follow.concerns([messageOf(report)], noTx);

    expect(follow.needs(report)).toEqual([]);
  });
});

function messageOf(event: object) {
  return { event } as Parameters<FollowBalances['concerns']>[0][number];
}
