import type { Reconciled } from '../../../deploy/local/day/reconciliations.js';
import type { HeardBook } from '../library/heard-book.js';
import { expectedEndOf, type Held } from '../story/expected-end.js';
import { feeIdOf, renumberedSequence } from '../story/events.js';
import type { Moved } from '../story/movement.js';
import { lastIdentifierOf } from '../story/patron.js';
import { parkedReasonsOf } from '../story/planted.js';
import { places, type Story } from '../story/story.js';
import { heldOf, numberOn, type Debtors, type Shown } from '../system/debtors.js';
import type { Left, ServiceName } from '../system/look-inside.js';
import { Accounts } from './accounts.js';
import { heardFindings, heldFindings, type Finding } from './findings.js';
import { movementFindings } from './movements.js';

/** Sums of all balances, in øre, by the stories, as the library heard them, and as the debtor systems hold them. */
export type Sums = {
  readonly charged: number;
  readonly writtenDown: number;
  readonly covered: number;
  readonly writtenOff: number;
  readonly receivables: number;
};

export type Proven = {
  readonly findings: readonly Finding[];
  readonly there: Sums;
  readonly wanted: Sums;
};

export type ProofParts = {
  readonly balances: number;
  readonly storyOf: (number: number) => Story;
  readonly book: HeardBook;
  readonly debtors: Debtors;
  /** What the debtor systems registered for the run, by the ids that they gave it. */
  readonly registered: ReadonlyMap<string, Moved>;
};

/** Of no balance. */
export const nothing: Sums = {
  charged: 0,
  writtenDown: 0,
  covered: 0,
  writtenOff: 0,
  receivables: 0,
};

/** Compares, balance by balance, what the stories say with what both sides have: one debtor system at a time. */
export async function prove(parts: ProofParts): Promise<Proven> {
  const findings: Finding[] = [
    ...parts.book.contradictions,
    ...movementFindings(parts.registered, parts.book.transactions),
  ];
  let [there, wanted] = [nothing, nothing];
  for (let place = 0; place < places; place += 1) {
    const shown = await parts.debtors.receivables(place);
    const add = (found: readonly Finding[]): void => {
      for (const one of found) findings.push(one); // as arguments, a hundred thousand would be too many
    };
    add(strangers(shown));
    add(unasked(shown, parts));
    const accounts = new Accounts();
    const byNumber = Map.groupBy(shown, (one) => numberOn(one) ?? -1);
    for (let number = place; number < parts.balances; number += places) {
      const story = parts.storyOf(number);
      const ofBalance = byNumber.get(number) ?? [];
      const held = ofBalance.map(heldOf);
      const expected = expectedEndOf(story);
      const heard = parts.book.of(number);
      const debtor = {
        identifier: lastIdentifierOf(story),
        isRedirected: heard.answered.includes(renumberedSequence),
      };
      const found = [
        ...heardFindings(expected, heard),
        ...heldFindings(expected, held),
        ...ofBalance.flatMap((one) => accounts.findings(one, debtor)),
      ];
      add(found.map((one) => ({ ...one, feeId: feeIdOf(number) })));
      there = held.reduce(plus, there);
      wanted = expected.held === undefined ? wanted : plus(wanted, expected.held);
    }
  }
  return { findings, there, wanted };
}

function strangers(shown: readonly Shown[]): readonly Finding[] {
  return shown
    .filter((one) => numberOn(one) === undefined)
    .map(({ receivableId }) => ({
      ...{ kind: 'different', feeId: undefined },
      text: `receivable ${receivableId} stands for no balance of the run`,
    }));
}

/** By their ids: a debtor system has no movement that nobody asked for. */
function unasked(shown: readonly Shown[], { registered }: ProofParts): readonly Finding[] {
  return shown.flatMap((one) => {
    const moved = [...one.coverages, ...one.writeOffs];
    const feeId = feeIdOf(numberOn(one) ?? -1);
    return [...moved, ...moved.flatMap(({ reversals }) => reversals)]
      .filter(({ id }) => !registered.has(id))
      .map(({ id }): Finding => ({
        ...{ kind: 'doubled', feeId },
        text: `movement ${id} was not asked for`,
      }));
  });
}

function plus(sums: Sums, held: Held): Sums {
  return {
    charged: sums.charged + held.chargedOre,
    writtenDown: sums.writtenDown + held.writtenDownOre,
    covered: sums.covered + held.coveredOre,
    writtenOff: sums.writtenOff + held.writtenOffOre,
    receivables: sums.receivables + 1,
  };
}

/** Nothing may wait in any service, and exactly what was planted may be parked, each for its own reason. */
export function leftFindings(
  left: ReadonlyMap<ServiceName, Left>,
  queued: number | undefined,
  planted: number,
): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (kind: Finding['kind'], text: string): void => {
    findings.push({ kind, feeId: undefined, text });
  };
  for (const [service, { outbox, setAside, deliveries, parked: reasons }] of left) {
    const ofService = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    if (outbox + setAside + deliveries > 0)
      add(
        'lost',
        `${service}: ${String(outbox)} in the outbox, ${String(setAside)} set aside, ${String(deliveries)} to be sent`,
      );
    if (service !== 'claim-intake' && ofService > 0)
      add('different', `${service} has parked ${JSON.stringify(reasons)}`);
  }
  if (queued === undefined) add('lost', 'the broker does not tell what is left in queues');
  else if (queued > 0) add('lost', `${String(queued)} messages are left in queues`);
  return [...findings, ...parkedFindings(left.get('claim-intake')?.parked ?? {}, planted)];
}

function parkedFindings(
  parked: Readonly<Record<string, number>>,
  planted: number,
): readonly Finding[] {
  const wanted = parkedReasonsOf(planted);
  const reasons = new Set([...Object.keys(wanted), ...Object.keys(parked)]);
  return [...reasons].flatMap((reason): Finding[] => {
    const [must, found] = [wanted[reason] ?? 0, parked[reason] ?? 0];
    if (must === found) return [];
    const text = `claim-intake has parked ${String(found)} for ${reason}, planted were ${String(must)}`;
    return [{ kind: found < must ? 'lost' : 'different', feeId: undefined, text }];
  });
}

/** The service's own reconciliation: both sides' outstanding, and what differs (R53). */
export function bookFindings(
  { hereOre, thereOre, differences, refused }: Reconciled,
  wanted: Sums,
): readonly Finding[] {
  const outstanding = wanted.charged - wanted.writtenDown - wanted.covered - wanted.writtenOff;
  const checks: readonly (readonly [string, number, number])[] = [
    ['øre outstanding in our ledger', hereOre, outstanding],
    ['øre outstanding at the debtor systems', thereOre, outstanding],
    ['differences in the reconciliation', differences + refused.count, 0],
  ];
  return checks
    .filter(([, found, must]) => found !== must)
    .map(([what, found, must]) => ({
      ...{ kind: 'different', feeId: undefined },
      text: `${what}: ${String(found)}, must be ${String(must)}`,
    }));
}
