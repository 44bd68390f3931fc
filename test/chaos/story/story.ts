import { Dice } from '../../../simulators/library/day/chance/dice.js';

export type Kind = 'fee' | 'compensation-acknowledged' | 'compensation-unacknowledged';

/** Where a balance's creation lies: the agencies' cut-off date is moved back in the middle of a run (R02). */
export type Dated = 'after-cut-off' | 'after-moved-cut-off' | 'before-cut-off';

/** What the library says of a balance after it has told of it. */
export type Change =
  | { readonly what: 'lowered'; readonly toOre: number }
  /** Refused (R44). */
  | { readonly what: 'raised'; readonly toOre: number }
  | { readonly what: 'cancelled' }
  /** A compensation that was held may go (R09). */
  | { readonly what: 'verified' }
  /** At the library, while it is held (R13). */
  | { readonly what: 'paid'; readonly ore: number };

/** What the debtor system registers once everything the library said has been answered. */
export type Movement = {
  readonly what: 'payment' | 'write-off';
  readonly ore: number;
  /** How much of it is taken back at once; nothing if it stands. */
  readonly reversedOre?: number;
  /** It is reported a second time, much later (R52). */
  readonly again: boolean;
};

/** All that ever happens to one balance. */
export type Story = {
  readonly number: number;
  /** Of its agency among those of the run. */
  readonly place: number;
  readonly patron: number;
  /** The patron gets another CPR number (R31); then nothing is paid or cancelled, so that all of it is open whenever that is told. */
  readonly isRenumbered: boolean;
  readonly kind: Kind;
  readonly amountOre: number;
  readonly dated: Dated;
  readonly changes: readonly Change[];
  readonly movements: readonly Movement[];
};

export const places = 4;
/** The agency that uses verification (R09). */
export const verifyingPlace = 3;
/** Balances that one patron has, about: they share an account at the debtor system, and wait for one another there. */
const balancesPerPatron = 3;
const renumberedShare = 0.06;
const krone = 100;

/** The story of a number: always the same for the same seed, so that nobody needs to remember it. */
export function storyOf(seed: number, number: number): Story {
  const dice = Dice.for(seed, `story ${String(number)}`);
  const place = number % places;
  const kind = kindOf(dice, place);
  const amountOre = dice.between(60, 900) * krone;
  const dated = dice.oneOf(datings);
  const patron = Math.floor(number / (places * balancesPerPatron)) * places + place;
  const isRenumbered = Dice.for(seed, `patron ${String(patron)}`).isLucky(renumberedShare);
  const about = { number, place, patron, isRenumbered, kind, amountOre, dated };
  const changes = dated === 'after-cut-off' ? changesOf(dice, about) : [];
  const movements = isPaid(about, changes) ? movementsOf(dice, leftOf(amountOre, changes)) : [];
  return { ...about, changes, movements };
}

function isPaid(about: About, changes: readonly Change[]): boolean {
  if (about.isRenumbered || about.dated === 'before-cut-off') return false;
  return !waitsForVerification(about) || isVerified(changes);
}

/** Whether a balance is the first that the library tells of its patron. */
export function isFirstOfPatron({ number }: Pick<Story, 'number'>): boolean {
  return Math.floor(number / places) % balancesPerPatron === 0;
}

const datings: readonly Dated[] = [
  ...Array.from({ length: 22 }, () => 'after-cut-off' as const),
  ...['after-moved-cut-off' as const, 'after-moved-cut-off' as const],
  'before-cut-off',
];

/** R09: compensations wait where the agency uses verification; fees never do. */
export function waitsForVerification({ place, kind }: Pick<Story, 'place' | 'kind'>): boolean {
  return place === verifyingPlace && kind !== 'fee';
}

export function isVerified(changes: readonly Change[]): boolean {
  return changes.some(({ what }) => what === 'verified');
}

/** What is still charged after the changes (R43–R45). */
export function leftOf(amountOre: number, changes: readonly Change[]): number {
  return changes.reduce((left, change) => {
    if (change.what === 'cancelled') return 0;
    return change.what === 'lowered' ? change.toOre : left;
  }, amountOre);
}

function kindOf(dice: Dice, place: number): Kind {
  if (!dice.isLucky(place === verifyingPlace ? 0.4 : 0.15)) return 'fee';
  return dice.oneOf(['compensation-acknowledged', 'compensation-unacknowledged']);
}

type About = Omit<Story, 'changes' | 'movements'>;

function changesOf(dice: Dice, about: About): readonly Change[] {
  const { amountOre, isRenumbered } = about;
  const whileSent = (left: number): readonly Change[] =>
    changesWhileSent(dice, left).filter(({ what }) => !isRenumbered || what !== 'cancelled');
  if (!waitsForVerification(about)) return whileSent(amountOre);
  const end = dice.oneOf(['verified', 'verified', 'verified', 'cancelled', 'paid', 'never']);
  if (end === 'never') return [];
  if (end === 'cancelled') return [{ what: 'cancelled' }];
  if (end === 'paid') return [{ what: 'paid', ore: amountOre }];
  const before: Change[] = dice.isLucky(0.4)
    ? [{ what: 'lowered', toOre: amountOre - dice.between(1, 15) * krone }]
    : [];
  return [...before, { what: 'verified' }, ...whileSent(leftOf(amountOre, before))];
}

function changesWhileSent(dice: Dice, amountOre: number): readonly Change[] {
  const changes: Change[] = [];
  let left = amountOre;
  for (let times = dice.oneOf([0, 0, 0, 1, 1, 2, 3]); times > 0; times -= 1) {
    if (dice.isLucky(0.15)) changes.push({ what: 'raised', toOre: left + 50 * krone });
    left -= dice.between(1, 14) * krone;
    changes.push({ what: 'lowered', toOre: left });
  }
  if (dice.isLucky(0.15)) changes.push({ what: 'cancelled' });
  return changes;
}

function movementsOf(dice: Dice, leftOre: number): readonly Movement[] {
  if (leftOre === 0 || !dice.isLucky(0.45)) return [];
  const first = Math.max(krone, Math.floor((leftOre * dice.oneOf([0.25, 0.5, 1])) / krone) * krone);
  const rest = leftOre - first;
  const movements = [movementOf(dice, 'payment', first)];
  if (rest > 0 && dice.isLucky(0.6))
    movements.push(movementOf(dice, dice.isLucky(0.3) ? 'write-off' : 'payment', rest));
  return movements;
}

/** A fifth is taken back, half of these in part. */
function movementOf(dice: Dice, what: Movement['what'], ore: number): Movement {
  const again = dice.isLucky(0.25);
  if (!dice.isLucky(0.2)) return { what, ore, again };
  return { what, ore, again, reversedOre: dice.isLucky(0.5) ? ore : Math.ceil(ore / 2) };
}
