import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Shown } from '../system/debtors.js';
import { Accounts } from './accounts.js';

const [hers, his] = ['1703500002', '2304500003'];
const party = { kind: 'cpr', identifier: hers };
const shown = {
  ...{ receivableId: 'r1', accountId: 'a1', account: party, liable: party },
  liabilities: [{ accountId: 'a1' }],
} as unknown as Shown;

let accounts: Accounts;
beforeEach(() => {
  accounts = new Accounts();
});

const texts = (one: Shown, identifier = hers) =>
  accounts.findings(one, identifier).map(({ text }) => text);

describe('whose account a receivable stands on', () => {
  it('is the person’s, for each of her receivables the same', () => {
    expect([...texts(shown), ...texts({ ...shown, receivableId: 'r2' })]).toEqual([]);
  });

  it('is hers again after another’s liability has ended', () => {
    const liabilities = [{ accountId: 'a2', to: '2026-11-20' }, ...shown.liabilities];
    expect(texts({ ...shown, liabilities })).toEqual([]);
  });

  it.each<[string, Partial<Shown>, string]>([
    ['another’s account', { account: { ...party, identifier: his } }, 'the account is another’s'],
    [
      'an account by another kind of number',
      { account: { ...party, kind: 'replacement' } },
      'the account is another’s',
    ],
    ['another liable', { liable: { ...party, identifier: his } }, 'another is liable'],
    ['nobody liable', { liabilities: [] }, 'nobody is liable'],
    [
      'liable twice',
      { liabilities: [...shown.liabilities, ...shown.liabilities] },
      '2 liabilities stand',
    ],
    [
      'liable on another account',
      { liabilities: [{ accountId: 'a2' }] },
      'the liability is on another account',
    ],
  ])('is found: %s', (_, varied, text) => {
    expect(texts({ ...shown, ...varied })).toEqual([text]);
  });

  it('is found: two accounts for one person', () => {
    texts(shown);
    const other = { ...shown, accountId: 'a2', liabilities: [{ accountId: 'a2' }] };
    expect(texts(other)).toEqual(['one person has two accounts, a2 is the other']);
  });

  it('is found: one account for two persons', () => {
    texts(shown);
    const theirs = { kind: 'cpr', identifier: his };
    expect(texts({ ...shown, account: theirs, liable: theirs }, his)).toEqual([
      'account a1 is two persons’',
    ]);
  });

  it('never says who', () => {
    const said = texts({ ...shown, account: { ...party, identifier: his } }).join();
    expect([said.includes(hers), said.includes(his)]).toEqual([false, false]);
  });
});
