import { benchAgencies } from '../../../bench/measuring/plain-fees.js';
import { datesTold } from './dates.js';
import { patronIdOf, patronOf, renumberedPatronOf } from './patron.js';
import { isFirstOfPatron, type Change, type Story } from './story.js';

/** A CloudEvent on its way to `library.balances`. */
export type Posted = {
  readonly routingKey: string;
  readonly body: Buffer;
  /** What the run's journal says of it. */
  readonly said: string;
};

const firstMs = Date.UTC(2026, 10, 20, 7);

export const agencies = benchAgencies;

export function agencyOf(place: number): string {
  return agencies[place] ?? agencies[0];
}

/** The library's name for a balance; its number can be read from it. */
export function feeIdOf(number: number): string {
  return `c${String(number)}`;
}

/** Nothing for the name of another's balance. */
export function numberIn(feeId: string | undefined): number | undefined {
  const found = /^c(\d+)$/.exec(feeId ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}

export function eventIdOf(number: number, sequence: number): string {
  return `c${String(number)}-${String(sequence)}`;
}

/** The sequence of an event of ours. */
export function sequenceIn(eventId: string | undefined): number {
  return Number(eventId?.split('-')[1]);
}

/** What the library says of a balance, in order; with a patron's first one goes what it says of the patron. */
export function eventsOf(story: Story): readonly Posted[] {
  const created = posted(story, 1, 'balance.created', creation(story));
  return [
    created,
    ...story.changes.map((change, at) =>
      posted(story, at + 2, types[change.what], dataOf(change, story)),
    ),
    ...(story.isRenumbered && isFirstOfPatron(story) ? [renumbering(story)] : []),
  ];
}

/** The sequence of the only event of a patron; no change of a balance has it. */
export const renumberedSequence = 1;

/** Newer by its time than all that is told of the patron's balances (R31). */
const renumberedMs = firstMs + 3_600_000;

function renumbering({ place, patron }: Story): Posted {
  const agencyId = agencyOf(place);
  const patronId = patronIdOf(patron);
  return postedOf('patron.identity-changed', {
    id: `${patronId}-${String(renumberedSequence)}`,
    ...{ subject: patronId, sequence: renumberedSequence, timeMs: renumberedMs },
    ...{ agencyId, data: { patronId, patron: renumberedPatronOf(patron) } },
  });
}

const types: Readonly<Record<Change['what'], string>> = {
  lowered: 'balance.amount-changed',
  raised: 'balance.amount-changed',
  cancelled: 'balance.cancelled',
  verified: 'balance.verified',
  paid: 'balance.paid',
};

function dataOf(change: Change, { number }: Story): object {
  switch (change.what) {
    case 'cancelled':
      return {};
    case 'verified':
      return { verifiedBy: 'manual' };
    case 'paid':
      return { paymentId: `paid${String(number)}`, amount: kroner(change.ore) };
    case 'lowered':
    case 'raised':
      return { newAmount: kroner(change.toOre) };
  }
}

export function kroner(ore: number): string {
  return `${String(Math.floor(ore / 100))}.${String(ore % 100).padStart(2, '0')}`;
}

function posted(story: Story, sequence: number, event: string, data: object): Posted {
  const agencyId = agencyOf(story.place);
  const feeId = feeIdOf(story.number);
  return postedOf(event, {
    ...{ id: eventIdOf(story.number, sequence), subject: feeId, sequence },
    timeMs: firstMs + sequence * 1_000,
    ...{ agencyId, data: { feeId, ...data } },
  });
}

type Told = {
  readonly id: string;
  readonly subject: string;
  readonly sequence: number;
  readonly timeMs: number;
  readonly agencyId: string;
  readonly data: object;
};

function postedOf(event: string, told: Told): Posted {
  const { id, subject, sequence, timeMs, agencyId, data } = told;
  const envelope = {
    specversion: '1.0',
    id,
    source: `/library/${agencyId}`,
    type: `dk.debitorbro.${event}.v1`,
    subject,
    time: new Date(timeMs).toISOString(),
    sequence: String(sequence),
    data: { agencyId, ...data },
  };
  return {
    routingKey: `${event}.${agencyId}`,
    body: Buffer.from(JSON.stringify(envelope)),
    said: `${subject} ${String(sequence)} ${event}`,
  };
}

function creation({ number, kind, amountOre, dated, patron }: Story): object {
  const { creationDate, loanDate, dueDate } = datesTold[dated];
  return {
    ...(kind === 'fee'
      ? { type: 'fee' }
      : { type: 'compensation', acknowledged: kind === 'compensation-acknowledged' }),
    amount: kroner(amountOre),
    creationDate,
    billNumber: `b${String(number)}`,
    loan: { loanId: `l${String(number)}`, loanDate, dueDate },
    materials: [{ materialItemNumber: `m${String(number)}`, title: 'Æblerne på Ærø' }],
    patron: patronOf(patron),
  };
}
