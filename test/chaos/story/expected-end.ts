import { datesHeldOf, type DatesHeld } from './dates.js';
import { totalsOf, type Moved, type MovementType, type Totals } from './movement.js';
import {
  isVerified,
  leftOf,
  waitsForVerification,
  type Change,
  type Kind,
  type Movement,
  type Story,
} from './story.js';

/** What the debtor system holds of a balance in the end. */
export type Held = DatesHeld & {
  readonly claimType: Kind | 'another';
  readonly chargedOre: number;
  /** Each write-down, the smallest first. */
  readonly writeDownsOre: readonly number[];
  readonly writtenDownOre: number;
  readonly coverages: number;
  readonly coveredOre: number;
  readonly writeOffs: number;
  readonly writtenOffOre: number;
};

/** How a balance must end, by nothing but its own story and the rules' numbers (R01, R02, R09, R13, R33–R37, R43–R45, R49). */
export type ExpectedEnd = {
  readonly transfer: 'accepted' | Unsent;
  /** Sequences of the changes that the debtor system takes. */
  readonly answered: readonly number[];
  /** Sequences of the changes that are refused. */
  readonly refused: readonly number[];
  readonly held: Held | undefined;
  /** R31: another number of the debtor reaches what was sent before it was told; what is sent later has it from the start. */
  readonly mayBeRedirected: boolean;
  /** What the library hears of the debtor system's movements. */
  readonly told: Totals;
};

type Unsent = 'before-cut-off' | 'awaiting-verification' | 'withdrawn';
type Numbered = Change & { readonly sequence: number };

export function expectedEndOf(story: Story): ExpectedEnd {
  const { changes, movements } = story;
  const numbered = changes.map((change, at): Numbered => ({ ...change, sequence: at + 2 }));
  const refused = sequencesOf(numbered.filter(({ what }) => what === 'raised'));
  const unsent = unsentEndOf(story);
  if (unsent !== undefined)
    return {
      ...{ transfer: unsent, answered: [], refused, held: undefined },
      ...{ mayBeRedirected: false, told: totalsOf([]) },
    };
  const whileHeld = changes.slice(0, changes.findIndex(({ what }) => what === 'verified') + 1);
  const whileSent = numbered.slice(whileHeld.length).filter(({ what }) => what !== 'raised');
  const chargedOre = leftOf(story.amountOre, whileHeld);
  const told = totalsOf(movements.flatMap(toldOf));
  return {
    ...{ transfer: 'accepted', answered: sequencesOf(whileSent), refused, told },
    mayBeRedirected: story.isRenumbered,
    held: {
      ...datesHeldOf(story.dated, story.kind),
      claimType: story.kind,
      chargedOre,
      writeDownsOre: writeDownsOf(chargedOre, whileSent).toSorted((one, other) => one - other),
      writtenDownOre: chargedOre - leftOf(chargedOre, whileSent),
      coverages: told.payment.times,
      coveredOre: told.payment.ore - told.payment_reduction.ore,
      writeOffs: told.write_off.times,
      writtenOffOre: told.write_off.ore - told.write_off_reduction.ore,
    },
  };
}

/** R03, R09, R10, R13: what never goes to the debtor system. */
function unsentEndOf(story: Story): Unsent | undefined {
  if (story.dated === 'before-cut-off') return 'before-cut-off';
  if (!waitsForVerification(story) || isVerified(story.changes)) return undefined;
  const isOver = story.changes.some(({ what }) => what === 'cancelled' || what === 'paid');
  return isOver ? 'withdrawn' : 'awaiting-verification';
}

function sequencesOf(changes: readonly Numbered[]): readonly number[] {
  return changes.map(({ sequence }) => sequence);
}

/** R43, R45: the difference each time, and in the end what is left. */
function writeDownsOf(chargedOre: number, changes: readonly Change[]): readonly number[] {
  return changes.map((_, at) => {
    const before = leftOf(chargedOre, changes.slice(0, at));
    return before - leftOf(chargedOre, changes.slice(0, at + 1));
  });
}

const toldAs: Readonly<Record<Movement['what'], readonly [MovementType, MovementType]>> = {
  payment: ['payment', 'payment_reduction'],
  'write-off': ['write_off', 'write_off_reduction'],
};

/** The library's word for a movement, and for its reversal. */
export function wordsFor(what: Movement['what']): readonly [MovementType, MovementType] {
  return toldAs[what];
}

function toldOf({ what, ore, reversedOre }: Movement): readonly Omit<Moved, 'number'>[] {
  const [type, reversal] = wordsFor(what);
  return [
    { type, ore },
    ...(reversedOre === undefined ? [] : [{ type: reversal, ore: reversedOre }]),
  ];
}
