import type { Shown } from '../system/debtors.js';
import type { Found } from './findings.js';

/** Understands whose accounts the receivables of one debtor system stand on: each of the person who owes, and one account for each person. Never says who it is. */
export class Accounts {
  private readonly accountOf = new Map<string, string>();
  private readonly personOn = new Map<string, string>();

  /** @param identifier the CPR number of the person who owes */
  findings(shown: Shown, identifier: string): readonly Found[] {
    const { accountId, account, liable, liabilities } = shown;
    const isOn = isFirst(this.accountOf, identifier, accountId);
    const isOf = isFirst(this.personOn, accountId, account.identifier);
    const standing = liabilities.filter(({ to }) => to === undefined);
    const checks: readonly (readonly [boolean, Found['kind'], string])[] = [
      [isPerson(account, identifier), 'different', 'the account is another’s'],
      [isPerson(liable, identifier), 'different', 'another is liable'],
      [isOn, 'doubled', `one person has two accounts, ${accountId} is the other`],
      [isOf, 'different', `account ${accountId} is two persons’`],
      [standing.length > 0, 'lost', 'nobody is liable'],
      [standing.length < 2, 'doubled', `${String(standing.length)} liabilities stand`],
      [
        standing.every((one) => one.accountId === accountId),
        'different',
        'the liability is on another account',
      ],
    ];
    return checks.filter(([isRight]) => !isRight).map(([, kind, text]) => ({ kind, text }));
  }
}

function isPerson({ kind, identifier }: Shown['account'], wanted: string): boolean {
  return kind === 'cpr' && identifier === wanted;
}

/** Whether `key` goes with this value and no other. */
function isFirst(known: Map<string, string>, key: string, value: string): boolean {
  const former = known.get(key);
  if (former === undefined) known.set(key, value);
  return former === undefined || former === value;
}
