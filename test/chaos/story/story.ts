import { Dice } from '../../../simulators/library/day/chance/dice.js';

/** What the library says of a balance after it has told of it. */
export type Change =
  | { readonly what: 'lowered'; readonly toOre: number }
  /** Refused (R44). */
  | { readonly what: 'raised'; readonly toOre: number }
  | { readonly what: 'cancelled' };

/** What the debtor system registers once everything the library said has been answered. */
export type Movement = { readonly what: 'payment' | 'write-off'; readonly ore: number };

/** All that ever happens to one balance. */
export type Story = {
  readonly number: number;
  /** Of its agency among those of the run. */
  readonly place: number;
  readonly patron: number;
  readonly amountOre: number;
  readonly beforeCutOff: boolean;
  readonly changes: readonly Change[];
  readonly movements: readonly Movement[];
};

export const places = 4;
/** Balances that one patron has, about: they share an account at the debtor system, and wait for one another there. */
const balancesPerPatron = 3;
const krone = 100;

/** The story of a number: always the same for the same seed, so that nobody needs to remember it. */
export function storyOf(seed: number, number: number): Story {
  const dice = Dice.for(seed, `story ${String(number)}`);
  const place = number % places;
  const amountOre = dice.between(60, 900) * krone;
  const beforeCutOff = dice.isLucky(0.04);
  const changes = beforeCutOff ? [] : changesOf(dice, amountOre);
  return {
    ...{ number, place, amountOre, beforeCutOff, changes },
    patron: Math.floor(number / (places * balancesPerPatron)) * places + place,
    movements: beforeCutOff ? [] : movementsOf(dice, leftOf(amountOre, changes)),
  };
}

/** What is still charged after the changes (R43–R45). */
export function leftOf(amountOre: number, changes: readonly Change[]): number {
  return changes.reduce((left, change) => {
    if (change.what === 'cancelled') return 0;
    return change.what === 'lowered' ? change.toOre : left;
  }, amountOre);
}

function changesOf(dice: Dice, amountOre: number): readonly Change[] {
  const changes: Change[] = [];
  let left = amountOre;
  for (let times = dice.oneOf([0, 0, 0, 1, 1, 2, 3]); times > 0; times -= 1) {
    if (dice.isLucky(0.15)) changes.push({ what: 'raised', toOre: left + 50 * krone });
    left -= dice.between(1, 15) * krone;
    changes.push({ what: 'lowered', toOre: left });
  }
  if (dice.isLucky(0.15)) changes.push({ what: 'cancelled' });
  return changes;
}

function movementsOf(dice: Dice, leftOre: number): readonly Movement[] {
  if (leftOre === 0 || !dice.isLucky(0.45)) return [];
  const first = Math.max(krone, Math.floor((leftOre * dice.oneOf([0.25, 0.5, 1])) / krone) * krone);
  const rest = leftOre - first;
  const movements: Movement[] = [{ what: 'payment', ore: first }];
  if (rest > 0 && dice.isLucky(0.6))
    movements.push({ what: dice.isLucky(0.3) ? 'write-off' : 'payment', ore: rest });
  return movements;
}
