import { ageOn, CvrNumber, parseDate, PersonNumber } from '@libs/kernel';
import type { Agreement } from '../agencies.js';
import { plusDays, type Day } from '../chance/calendar.js';
import type { BalanceCreated, Guardian, Patron } from '../events.js';

/** A balance as the reading follows it; amounts in øre. */
export type Line = {
  readonly created: BalanceCreated;
  /** What was left when we heard of it: what it counts for in the tally. */
  readonly toldOre: number;
  chargeOre: number;
  paidOre: number;
  status: 'open' | 'closed' | 'cancelled';
  verified: boolean;
  patron: Patron;
  guardian: Guardian | undefined;
  /** Somebody else has taken the place of the guardian of the day of creation (R23). */
  guardianReplaced: boolean;
  sent: boolean;
  /** It has waited: what ends the waiting is a withdrawal. */
  hasWaited: boolean;
  refusedPayments: string[];
};

export type Standing =
  | 'transferred'
  | 'before-cut-off'
  | 'no-agreement'
  | 'awaiting-verification'
  | 'not-transferable'
  | 'withdrawn'
  | 'left-out';

export function oreOf(kroner: string): number {
  return Math.round(Number(kroner) * 100);
}

/** R34 */
export function leftOre({ chargeOre, paidOre }: Line): number {
  return Math.max(0, chargeOre - paidOre);
}

/** Where a balance stands by the rules, on the day that the events are played. */
export function standingOf(line: Line, agreement: Agreement | undefined, playedOn: Day): Standing {
  if (line.sent) return 'transferred';
  if (agreement === undefined) return 'no-agreement'; // R11
  if (line.created.creationDate < agreement.cutOffDate) return 'before-cut-off'; // R01, R03
  if (!agreement.active) return 'no-agreement'; // R11
  if (isOver(line)) return line.hasWaited ? 'withdrawn' : 'left-out'; // R02, R10, R13
  return sendable(line, agreement, playedOn);
}

function isOver(line: Line): boolean {
  return line.status !== 'open' || leftOre(line) === 0;
}

function sendable(line: Line, agreement: Agreement, playedOn: Day): Standing {
  if (!isIdentified(line, agreement) || !isInOrder(line.created)) return 'not-transferable';
  return isVerified(line, agreement, playedOn) ? 'transferred' : 'awaiting-verification';
}

/** R25, R26, R27, R29 */
function isIdentified(line: Line, agreement: Agreement): boolean {
  const { patron } = line;
  if (patron.kind === 'group') return false;
  if (patron.kind !== 'person') return CvrNumber.check(patron.cvrNumber ?? '') === 'valid';
  const guardian = isMinor(line, agreement) ? line.guardian : undefined;
  return [patron, ...(guardian === undefined ? [] : [guardian])].every((person) =>
    isAccepted(person, agreement),
  );
}

/** R26: Prisme needs a real number; the others make do with none. A number that can't be one is no good anywhere. */
function isAccepted(
  { personIdentifier, personIdentifierKind }: Guardian,
  { debtorSystem }: Agreement,
): boolean {
  const kind =
    personIdentifier === undefined ? undefined : PersonNumber.parse(personIdentifier).kind;
  if (kind === 'invalid') return false;
  const isReal = kind === 'real' && personIdentifierKind !== 'replacement';
  return (
    isReal || (debtorSystem.acceptsReplacementCpr ?? !debtorSystem.product.startsWith('prisme'))
  );
}

/** R21 */
function isMinor({ created }: Line, { ageOfMajority }: Agreement): boolean {
  const { birthDate, personIdentifier = '' } = created.patron;
  const born =
    birthDate === undefined
      ? PersonNumber.parse(personIdentifier).birthDate()
      : parseDate(birthDate);
  return born !== undefined && ageOn(born, parseDate(created.creationDate)) < ageOfMajority;
}

/** R36, R37, R42: a fee falls due days after it came to be; a compensation at the return deadline. */
function isInOrder({ type, loan }: BalanceCreated): boolean {
  if (type === 'fee' || loan === undefined) return true;
  return (loan.renewalDate ?? loan.loanDate) <= loan.dueDate;
}

/** R08, R09, R10 */
function isVerified(
  { created, verified }: Line,
  { verification }: Agreement,
  playedOn: Day,
): boolean {
  const { mode, afterDays } = verification;
  if (created.type === 'fee' || verified || mode === 'none') return true;
  return (
    mode === 'automatic' &&
    afterDays !== undefined &&
    plusDays(created.creationDate, afterDays) <= playedOn
  );
}
