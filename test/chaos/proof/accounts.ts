import type { Shown } from '../system/debtors.js';
import type { Found } from './findings.js';

/** The person who owes. */
export type Debtor = {
  /** The CPR number that they end with. */
  readonly identifier: string;
  /** Whether the library was told that the debtor system has taken another number for the one it had (R31). */
  readonly isRedirected: boolean;
};

/** Understands whose accounts the receivables of one debtor system stand on: each of the person who owes, and one account for each person. Never says who it is. */
export class Accounts {
  private readonly accountOf = new Map<string, string>();
  private readonly personOn = new Map<string, string>();

  findings(shown: Shown, { identifier, isRedirected }: Debtor): readonly Found[] {
    const { accountId, account, liable, liabilities } = shown;
    const isOn = isFirst(this.accountOf, identifier, accountId);
    const isOf = isFirst(this.personOn, accountId, account.identifier);
    const standing = liabilities.filter(({ to }) => to === undefined);
    const ended = liabilities.length - standing.length;
    const mustHaveEnded = isRedirected ? 1 : 0;
    const checks: readonly (readonly [boolean, Found['kind'], string])[] = [
      [isPerson(account, identifier), 'different', 'the account is another’s'],
      [isPerson(liable, identifier), 'different', 'another is liable'],
      [isOn, 'doubled', `one person has two accounts, ${accountId} is the other`],
      [isOf, 'different', `account ${accountId} is two persons’`],
      [standing.length > 0, 'lost', 'nobody is liable'],
      [standing.length < 2, 'doubled', `${String(standing.length)} liabilities stand`],
      [ended >= mustHaveEnded, 'lost', 'the former liability has not ended'],
      [ended <= mustHaveEnded, 'doubled', `${String(ended)} liabilities have ended`],
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
