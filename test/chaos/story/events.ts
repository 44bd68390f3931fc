import { benchAgencies } from '../../../bench/measuring/plain-fees.js';
import type { Change, Story } from './story.js';

/** A CloudEvent on its way to `library.balances`. */
export type Posted = {
  readonly routingKey: string;
  readonly body: Buffer;
  /** What the run's journal says of it. */
  readonly said: string;
};

const dayMs = 86_400_000;
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

/** What the library says of a balance, in order. */
export function eventsOf(story: Story): readonly Posted[] {
  const created = posted(story, 1, 'balance.created', creation(story));
  return [
    created,
    ...story.changes.map((change, at) => posted(story, at + 2, typeOf(change), dataOf(change))),
  ];
}

function typeOf({ what }: Change): string {
  return what === 'cancelled' ? 'balance.cancelled' : 'balance.amount-changed';
}

function dataOf(change: Change): object {
  return change.what === 'cancelled' ? {} : { newAmount: kroner(change.toOre) };
}

export function kroner(ore: number): string {
  return `${String(Math.floor(ore / 100))}.${String(ore % 100).padStart(2, '0')}`;
}

function posted(story: Story, sequence: number, event: string, data: object): Posted {
  const agencyId = agencyOf(story.place);
  const feeId = feeIdOf(story.number);
  const envelope = {
    specversion: '1.0',
    id: eventIdOf(story.number, sequence),
    source: `/library/${agencyId}`,
    type: `dk.debitorbro.${event}.v1`,
    subject: feeId,
    time: new Date(firstMs + sequence * 1_000).toISOString(),
    sequence: String(sequence),
    data: { agencyId, feeId, ...data },
  };
  return {
    routingKey: `${event}.${agencyId}`,
    body: Buffer.from(JSON.stringify(envelope)),
    said: `${feeId} ${String(sequence)} ${event}`,
  };
}

function creation({ number, amountOre, beforeCutOff, patron }: Story): object {
  return {
    type: 'fee',
    amount: kroner(amountOre),
    creationDate: beforeCutOff ? '2025-12-01' : '2026-11-20',
    billNumber: `b${String(number)}`,
    loan: { loanId: `l${String(number)}`, loanDate: '2026-09-01', dueDate: '2026-10-01' },
    materials: [{ materialItemNumber: `m${String(number)}`, title: 'Æblerne på Ærø' }],
    patron: patronOf(patron),
  };
}

/** Invented: nobody looks whether the last digits fit. */
function patronOf(number: number): object {
  const born = new Date(Date.UTC(1950, 0, 2) + ((number * 37) % 15_000) * dayMs)
    .toISOString()
    .slice(0, 10);
  const [year = '', month = '', day = ''] = born.split('-');
  return {
    patronId: `p${String(number)}`,
    kind: 'person',
    personIdentifier: `${day}${month}${year.slice(2)}0${String(number % 1_000).padStart(3, '0')}`,
    birthDate: born,
    name: 'Gunhild Prøvesen',
    address: { street: 'Prøvevej 1', postalCode: '8700', city: 'Horsens' },
  };
}
