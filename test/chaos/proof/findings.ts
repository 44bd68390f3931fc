import type { HeardBalance } from '../library/heard-book.js';
import type { ExpectedEnd, Held } from '../story/expected-end.js';
import { renumberedSequence } from '../story/events.js';
import { movementTypes } from '../story/movement.js';

/** Something that is not as it must be. */
export type Finding = {
  readonly kind: 'lost' | 'doubled' | 'different';
  /** The library's name of the balance; nothing where it concerns the whole. */
  readonly feeId: string | undefined;
  readonly text: string;
};

export type Found = Omit<Finding, 'feeId'>;

/** What the library heard against what it had to hear, of one balance. */
export function heardFindings(expected: ExpectedEnd, heard: HeardBalance): readonly Found[] {
  const { transfer, answered, refused, held } = expected;
  const changes = expected.mayBeRedirected
    ? heard.answered.filter((sequence) => sequence !== renumberedSequence)
    : heard.answered;
  const acceptances = held === undefined ? 0 : 1;
  return [
    ...(heard.transfer === transfer ? [] : [endless(transfer, heard.transfer)]),
    ...counted('the library heard of its acceptance', acceptances, heard.acceptances),
    ...listed('changes answered', answered, changes),
    ...listed('changes refused', refused, heard.refused),
    ...movementTypes.flatMap((type) => [
      ...counted(`${type} heard`, expected.told[type].times, heard.told[type].times),
      ...counted(`øre of ${type}, as heard`, expected.told[type].ore, heard.told[type].ore),
    ]),
    ...counted('updates missing', 0, heard.gaps).map((found): Found => ({
      ...found,
      kind: 'lost',
    })),
  ];
}

/** What the debtor systems hold of one balance against what they must. */
export function heldFindings(
  { held: expected }: ExpectedEnd,
  receivables: readonly Held[],
): readonly Found[] {
  const count = counted('receivables', expected === undefined ? 0 : 1, receivables.length);
  const [held] = receivables;
  if (expected === undefined || held === undefined || count.length > 0) return count;
  const fields = Object.keys(expected) as (keyof Held)[];
  return fields.flatMap((field) =>
    compared(`${field} at the debtor system`, expected[field], held[field]),
  );
}

function compared(
  what: string,
  wanted: Held[keyof Held],
  found: Held[keyof Held],
): readonly Found[] {
  if (typeof wanted === 'number' && typeof found === 'number') return counted(what, wanted, found);
  const [one, other] = [String(wanted), String(found)];
  if (one === other) return [];
  const text = `${what}: ${other}, must be ${one}`;
  return [{ kind: kindBySize(sizeOf(wanted), sizeOf(found)), text }];
}

function sizeOf(value: Held[keyof Held]): number {
  return typeof value === 'object' ? value.length : 1;
}

function kindBySize(wanted: number, found: number): Found['kind'] {
  if (wanted === found) return 'different';
  return found < wanted ? 'lost' : 'doubled';
}

function endless(wanted: string, transfer: string | undefined): Found {
  const hasEnd = transfer !== undefined && !['', 'queued', 'sent'].includes(transfer);
  const text = `its end is ${JSON.stringify(transfer ?? '')}, must be ${wanted}`;
  return { kind: hasEnd ? 'different' : 'lost', text };
}

function counted(what: string, wanted: number, found: number): readonly Found[] {
  if (wanted === found) return [];
  const text = `${what}: ${String(found)}, must be ${String(wanted)}`;
  return [{ kind: found < wanted ? 'lost' : 'doubled', text }];
}

function listed(
  what: string,
  wanted: readonly number[],
  found: readonly number[],
): readonly Found[] {
  const [one, other] = [wanted.join(' '), found.join(' ')];
  if (one === other) return [];
  const text = `${what}: "${other}", must be "${one}"`;
  return [{ kind: found.length < wanted.length ? 'lost' : 'different', text }];
}
