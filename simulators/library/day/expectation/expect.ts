import type { Agreement } from '../agencies.js';
import type { Day } from '../chance/calendar.js';
import type { Envelope } from '../events.js';
import { oreOf, standingOf, type Standing } from './ledger-line.js';
import { Reading } from './reading.js';

/** How many balances, and what was left of them when we heard of them. */
export type Sum = { readonly count: number; readonly ore: number };

export type AgencyTally = {
  /** `transferred` stands for every answer of a debtor system that takes all; `refused` for what is no balance (R07). */
  readonly byTransfer: Readonly<Partial<Record<Standing | 'refused', Sum>>>;
  readonly refusedChanges: number;
  readonly writtenDownOre: number;
};

export type Tally = Readonly<Record<string, AgencyTally>>;

export type ExpectationWish = {
  /** In any order, repeated ones too. */
  readonly events: Iterable<Envelope>;
  readonly agreements: readonly Agreement[];
  /** Some compensations verify themselves as days go by (R10). */
  readonly playedOn: Day;
};

/**
 * What should come of a day by rules.md, per agency. It holds for days like the example: every message well-formed, no gaps,
 * debtor systems that take everything, and nothing paid through them before all has been heard.
 */
export function expectedTally({ events, agreements, playedOn }: ExpectationWish): Tally {
  const byAgency = new Map(agreements.map((agreement) => [agreement.agencyId, agreement]));
  const reading = new Reading(byAgency, playedOn);
  for (const event of inOrder(events)) reading.hear(event);
  const counted = [
    ...[...reading.lines.values()].map((line) => ({
      agencyId: line.created.agencyId,
      standing: standingOf(line, byAgency.get(line.created.agencyId), playedOn),
      ore: line.toldOre,
    })),
    ...reading.refusedBalances.map(
      ({ agencyId, amount }) => ({ agencyId, standing: 'refused', ore: oreOf(amount) }) as const,
    ),
  ];
  const ofAgencies = [...Map.groupBy(counted, ({ agencyId }) => agencyId)].sort();
  return Object.fromEntries(
    ofAgencies.map(([agencyId, balances]) => [
      agencyId,
      {
        byTransfer: sums(balances),
        refusedChanges: reading.refusedChanges.get(agencyId) ?? 0,
        writtenDownOre: reading.writtenDownOre.get(agencyId) ?? 0,
      },
    ]),
  );
}

type Counted = { readonly standing: Standing | 'refused'; readonly ore: number };

function sums(balances: readonly Counted[]): AgencyTally['byTransfer'] {
  const byStanding = Map.groupBy(balances, ({ standing }) => standing);
  return Object.fromEntries(
    [...byStanding].map(([standing, some]) => [
      standing,
      { count: some.length, ore: some.reduce((sum, { ore }) => sum + ore, 0) },
    ]),
  );
}

/** Each message once, in the order of what happened: by time, and by number within a subject. */
function inOrder(events: Iterable<Envelope>): Envelope[] {
  const once = new Map<string, Envelope>();
  for (const event of events) once.set(`${event.source} ${event.id}`, event);
  return [...once.values()].sort(
    (one, other) =>
      Date.parse(one.time) - Date.parse(other.time) ||
      Number(one.sequence) - Number(other.sequence),
  );
}
