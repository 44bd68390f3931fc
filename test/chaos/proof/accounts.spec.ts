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

const texts = (one: Shown, identifier = hers, isRedirected = false) =>
  accounts.findings(one, { identifier, isRedirected }).map(({ text }) => text);

describe('whose account a receivable stands on', () => {
  it('is the person’s, for each of her receivables the same', () => {
    expect([...texts(shown), ...texts({ ...shown, receivableId: 'r2' })]).toEqual([]);
  });

  const ended = { accountId: 'a2', to: '2026-11-20' };
  const redirected = { ...shown, liabilities: [ended, ...shown.liabilities] };

  it('R31 is the person’s by another number once the former liability has ended', () => {
    expect(texts(redirected, hers, true)).toEqual([]);
  });

  it('is found: a liability that has ended, and nobody was told of it, or the other way round', () => {
    expect(texts(redirected)).toEqual(['1 liabilities have ended']);
    expect(texts(shown, hers, true)).toEqual(['the former liability has not ended']);
    const twice = { ...shown, liabilities: [ended, ended, ...shown.liabilities] };
    expect(texts(twice, hers, true)).toEqual(['2 liabilities have ended']);
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
