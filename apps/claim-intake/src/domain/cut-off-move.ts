import { Temporal, type CalendarDate, type Money } from '@libs/kernel';
import type { Agreement } from './agreement.js';
import { leftOf, type Claim, type FollowedClaim, type LeftOutReason } from './claim.js';
import { standingUnder } from './settle.js';

/** What a cut-off move would do to one claim (R04). `nothing`: it has gone on already, or is not concerned. */
export type PreviewLine =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'transferred';
      readonly type: BalanceType;
      readonly amount: Money;
      /** A minor's, and it is not known whether the responsible person was there in time. */
      readonly guardianUnknown: boolean;
    }
  | {
      readonly kind: 'left-out';
      readonly type: BalanceType;
      readonly amount: Money;
      readonly reason: LeftOutReason;
    };

export type BalanceType = 'fee' | 'compensation-acknowledged' | 'compensation-unacknowledged';

export type CutOffRefusal = {
  readonly field: 'cutOffDate';
  readonly code: CutOffRefusalCode;
  readonly text: string;
};
export type CutOffRefusalCode = keyof typeof cutOffRefusalTexts;

export const cutOffRefusalTexts = {
  'cut-off-past-transferred':
    'Skæringsdatoen kan ikke flyttes frem forbi et mellemværende, der allerede er overført. Vælg en dato, der ikke ligger efter det første overførte mellemværende.',
} as const;

/** R04's warning, to be shown with every preview that would transfer anything. */
export const cutOffMoveWarning =
  'Mellemværender, som tidligere er overført til debitorsystemet i hånden, bliver overført igen, medmindre de først lukkes eller får status "Sendt til inddrivelse".';

/**
 * Shows what a move to `newCutOff` would do to one claim, and sends nothing (R04). While the agreement is inactive it
 * shows what would follow once it is active.
 */
export function previewLine(
  claim: Claim,
  newCutOff: CalendarDate,
  agreement: Agreement,
): PreviewLine {
  if (claim.kind !== 'followed' || !isMovable(claim)) return { kind: 'nothing' };
  const standing = standingUnder({ ...agreement, cutOffDate: newCutOff, active: true }, claim);
  const line = { type: balanceType(claim), amount: leftOf(claim) };
  switch (standing.kind) {
    case 'registered':
      return { kind: 'transferred', ...line, guardianUnknown: isGuardianUnknown(claim, agreement) };
    case 'left-out':
      return { kind: 'left-out', ...line, reason: standing.reason };
    case 'before-cut-off':
    case 'inactive':
      return { kind: 'nothing' };
  }
}

/**
 * R05: the cut-off date is not moved forward past a balance that has been transferred. `earliestRegistered` is the oldest
 * creation date among the agency's registered claims, if there is any.
 */
export function refusalsOfCutOffMove(
  newCutOff: CalendarDate,
  earliestRegistered: CalendarDate | undefined,
): readonly CutOffRefusal[] {
  if (
    earliestRegistered === undefined ||
    Temporal.PlainDate.compare(newCutOff, earliestRegistered) <= 0
  )
    return [];
  const code = 'cut-off-past-transferred';
  return [{ field: 'cutOffDate', code, text: cutOffRefusalTexts[code] }];
}

function isMovable({ standing }: FollowedClaim): boolean {
  return standing.kind === 'before-cut-off' || standing.kind === 'inactive';
}

function balanceType({ facts }: FollowedClaim): BalanceType {
  if (facts.type === 'fee') return 'fee';
  return facts.acknowledged === true ? 'compensation-acknowledged' : 'compensation-unacknowledged';
}

function isGuardianUnknown(
  { facts: { minor } }: FollowedClaim,
  { ageOfMajority }: Agreement,
): boolean {
  return (
    minor.guardian === 'unknown' &&
    minor.ageAtCreation !== undefined &&
    minor.ageAtCreation < ageOfMajority
  );
}
