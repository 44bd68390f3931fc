import { leftOf, type Movement, type Story } from './story.js';

/** What the debtor system holds of a balance in the end. */
export type Held = {
  readonly chargedOre: number;
  readonly writeDowns: number;
  readonly writtenDownOre: number;
  readonly coverages: number;
  readonly coveredOre: number;
  readonly writeOffs: number;
  readonly writtenOffOre: number;
};

/** How a balance must end, by nothing but its own story and the rules' numbers (R01, R43–R45, R49). */
export type ExpectedEnd = {
  readonly transfer: 'accepted' | 'before-cut-off';
  /** Sequences of the changes that the debtor system takes. */
  readonly answered: readonly number[];
  /** Sequences of the changes that are refused. */
  readonly refused: readonly number[];
  readonly held: Held | undefined;
};

export function expectedEndOf(story: Story): ExpectedEnd {
  if (story.beforeCutOff)
    return { transfer: 'before-cut-off', answered: [], refused: [], held: undefined };
  const numbered = story.changes.map(({ what }, at) => ({ what, sequence: at + 2 }));
  const refused = numbered.filter(({ what }) => what === 'raised');
  const answered = numbered.filter(({ what }) => what !== 'raised');
  return {
    transfer: 'accepted',
    answered: answered.map(({ sequence }) => sequence),
    refused: refused.map(({ sequence }) => sequence),
    held: {
      chargedOre: story.amountOre,
      writeDowns: answered.length,
      writtenDownOre: story.amountOre - leftOf(story.amountOre, story.changes),
      ...totals(story.movements),
    },
  };
}

function totals(
  movements: readonly Movement[],
): Pick<Held, 'coverages' | 'coveredOre' | 'writeOffs' | 'writtenOffOre'> {
  const payments = movements.filter(({ what }) => what === 'payment');
  const writeOffs = movements.filter(({ what }) => what === 'write-off');
  return {
    coverages: payments.length,
    coveredOre: sum(payments),
    writeOffs: writeOffs.length,
    writtenOffOre: sum(writeOffs),
  };
}

function sum(movements: readonly Movement[]): number {
  return movements.reduce((total, { ore }) => total + ore, 0);
}
