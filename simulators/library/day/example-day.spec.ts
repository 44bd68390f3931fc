import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  AgreementSettings,
  eventNameOf,
  findEvent,
  readAgreement,
  readMessage,
} from '@libs/contracts';
import { PersonNumber } from '@libs/kernel';
import { exampleDay } from './example-day.js';
import type { BalanceCreated, Envelope, Guardian, Patron } from './events.js';
import { exampleDayDate } from './fees-only.js';
import { agreementsText, lineOf } from './files.js';
import { fitsModulus11 } from './people/person-numbers.js';
import { catalogue } from './stories/catalogue.js';

const wish = { seed: 7, events: 2_500, day: exampleDayDate };
const { events, agreements } = exampleDay(wish);
const created = events
  .filter(({ type }) => type.includes('balance.created'))
  .map(({ data }) => data as unknown as BalanceCreated);

describe('the committed example', () => {
  const example = (name: string): string =>
    readFileSync(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');

  it('is what the generator makes', () => {
    expect(example('day.ndjson') === events.map(lineOf).join('')).toBe(true);
    expect(example('agreements.json')).toBe(agreementsText(agreements));
  });
});

describe('an example day', () => {
  it('is the same for the same wish and another for another seed', () => {
    expect(exampleDay(wish)).toEqual({ events, agreements });
    expect(exampleDay({ ...wish, seed: 8 }).events).not.toEqual(events);
    expect(exampleDay({ ...wish, seed: 8 }).agreements).toEqual(agreements);
  });

  it('has as many lines as wished, on whatever day', () => {
    for (const day of ['2026-11-20', '2026-12-01', '2028-02-29', '2027-07-01']) {
      expect(exampleDay({ seed: 3, events: 1_000, day }).events).toHaveLength(1_000);
    }
  });

  it('says when there is no room for every story', () => {
    expect(() => exampleDay({ ...wish, events: 50 })).toThrow(/needs at least \d+ events/);
  });

  it('is well-formed, line by line', () => {
    const unreadable = events
      .map((event) => ({ event, read: readMessage(Buffer.from(lineOf(event)), 1_048_576) }))
      .filter(({ read }) => read.kind === 'unreadable');
    expect(unreadable).toEqual([]);
  });

  it('numbers each subject from 1 without gaps, in the order of time', () => {
    const bySubject = Map.groupBy(once(events), ({ source, subject }) => `${source} ${subject}`);
    for (const ofSubject of bySubject.values()) {
      const sorted = ofSubject.toSorted(
        (one, other) => Number(one.sequence) - Number(other.sequence),
      );
      expect(sorted.map(({ sequence }) => sequence)).toEqual(sorted.map((_, at) => String(at + 1)));
      expect(sorted.map(({ time }) => time)).toEqual(sorted.map(({ time }) => time).sort());
    }
  });

  it('has agreements that can be put, of at least eight agencies on all products', () => {
    const faults = agreements.flatMap(
      (settings) =>
        readAgreement({
          ...settings,
          debtorSystem: { ...settings.debtorSystem, endpoint: 'http://127.0.0.1:1/' },
        }).faults,
    );
    expect(faults).toEqual([]);
    expect(Object.keys(agreements[0] ?? {})).toEqual(
      expect.arrayContaining(
        Object.keys(new AgreementSettings()).filter((name) => name !== 'confirmed'),
      ),
    );
    const products = agreements.map(({ debtorSystem: { product } }) => product);
    expect(products.filter((product) => product === 'kmd-opus').length).toBeGreaterThanOrEqual(2);
    expect(new Set(products)).toEqual(new Set(['kmd-opus', 'prisme-2009', 'prisme-2015', 'eg']));
    expect(new Set(events.map(({ data }) => data.agencyId)).size).toBeGreaterThanOrEqual(8);
    expect(agreements.filter(({ active }) => !active)).toHaveLength(1);
  });
});

describe('what shows in an example day', () => {
  it('is mostly fees of adults with a loan', () => {
    const plain = created.filter(
      ({ type, loan, patron, guardian }) =>
        type === 'fee' && loan && patron.kind === 'person' && !guardian,
    );
    expect(plain.length / created.length).toBeGreaterThan(0.7);
  });

  it('is every story that there is, told apart by its name', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
    expect(catalogue.every(({ perThousand }) => perThousand > 0)).toBe(true);
  });

  it('is every kind of event that the library has', () => {
    const types = new Set(events.map(({ type }) => type));
    expect([...types].map((type) => findEvent(type)?.exchange)).toEqual(
      [...types].map(() => 'library.balances'),
    );
    expect([...types].map(eventNameOf).sort()).toEqual([
      'balance.amount-changed',
      'balance.cancelled',
      'balance.closed',
      'balance.created',
      'balance.paid',
      'balance.reimbursement-requested',
      'balance.reopened',
      'balance.sent-to-collection',
      'balance.verified',
      'patron.guardian-changed',
      'patron.identity-changed',
    ]);
  });

  it.each<[string, (balance: BalanceCreated) => boolean]>([
    [
      'fees by the steps of the tariff',
      ({ type, amount }) => type === 'fee' && ['20.00', '120.00', '230.00'].includes(amount),
    ],
    ['children’s fees', ({ amount }) => ['10.00', '55.00', '120.00'].includes(amount)],
    ['acknowledged compensations', ({ acknowledged }) => acknowledged === true],
    ['compensations that are not acknowledged', ({ acknowledged }) => acknowledged === false],
    ['several materials', ({ materials }) => materials.length > 1],
    ['no material', ({ materials }) => materials.length === 0],
    ['renewed loans', ({ loan }) => loan?.renewalDate !== undefined],
    ['loans on hold', ({ loan }) => loan?.onHold === true],
    ['fees without a loan', ({ type, loan }) => type === 'fee' && loan === undefined],
    ['guardians', ({ guardian }) => guardian !== undefined],
    [
      'companies with P-number and EAN number',
      ({ patron: { pNumber, glnNumber } }) => Boolean(pNumber && glnNumber),
    ],
    [
      'companies without a CVR number',
      ({ patron: { kind, cvrNumber } }) => kind === 'company' && cvrNumber === undefined,
    ],
    ['groups', ({ patron: { kind } }) => kind === 'group'],
    ['other libraries', ({ patron: { kind } }) => kind === 'library'],
    ['replacement numbers', ({ patron }) => kindOf(patron) === 'day-60'],
    ['lettered replacement numbers', ({ patron }) => kindOf(patron) === 'alphanumeric'],
    ['numbers that are none', ({ patron }) => kindOf(patron) === 'invalid'],
    [
      'people without any number',
      ({ patron: { kind, personIdentifier } }) =>
        kind === 'person' && personIdentifier === undefined,
    ],
    [
      'people of whom nothing is known but the name',
      ({ patron }) => patron.kind === 'person' && !patron.personIdentifier && !patron.birthDate,
    ],
    [
      'balances from before the cut-off',
      ({ agencyId, creationDate }) =>
        creationDate < (agreements.find((one) => one.agencyId === agencyId)?.cutOffDate ?? ''),
    ],
    ['partly paid ones', ({ remainingAmount }) => remainingAmount !== undefined],
    ['closed ones', ({ status }) => status === 'closed'],
    ['ones sent to collection', ({ status }) => status === 'sent-to-collection'],
    [
      'titles longer than a line',
      ({ materials }) => materials.some(({ title }) => title.length > 255),
    ],
    [
      'dates out of order',
      ({ loan }) => loan?.renewalDate !== undefined && loan.renewalDate > loan.dueDate,
    ],
    ['what is no balance', ({ amount }) => amount === '0.00'],
    ['an agency that has not joined', ({ agencyId }) => agencyId === 'DK-721700'],
  ])('%s', (_, shows) => {
    expect(created.filter(shows).length).toBeGreaterThan(0);
  });

  it('messages that come twice, and messages that overtake', () => {
    expect(events.length - once(events).length).toBe(30);
    const overtaking = events.filter(({ source, subject, sequence }, at) =>
      events
        .slice(0, at)
        .some(
          (earlier) =>
            earlier.source === source &&
            earlier.subject === subject &&
            Number(earlier.sequence) > Number(sequence),
        ),
    );
    expect(overtaking.length).toBeGreaterThan(10);
  });
});

describe('the people of an example day', () => {
  const people = created.flatMap(({ patron, guardian }): (Patron | Guardian)[] =>
    guardian ? [patron, guardian] : [patron],
  );

  it('have real-looking numbers that belong to nobody, and each their own', () => {
    const holders = new Map<string, Set<string>>();
    for (const person of people) {
      if (kindOf(person) !== 'real') continue;
      const number = person.personIdentifier ?? '';
      expect(fitsModulus11(number)).toBe(false);
      holders.set(number, (holders.get(number) ?? new Set()).add(person.name ?? ''));
    }
    expect(holders.size).toBeGreaterThan(1_500);
    expect([...holders.values()].filter(({ size }) => size > 1)).toEqual([]);
  });

  it('are as old as their birth dates say', () => {
    const contradictions = people.filter(({ personIdentifier, birthDate }) => {
      const told =
        personIdentifier === undefined
          ? undefined
          : PersonNumber.parse(personIdentifier).birthDate()?.toString();
      return birthDate !== undefined && told !== undefined && told !== birthDate;
    });
    expect(contradictions).toEqual([]);
  });
});

function once(all: readonly Envelope[]): Envelope[] {
  return [...new Map(all.map((event) => [`${event.source} ${event.id}`, event])).values()];
}

function kindOf({ personIdentifier }: Pick<Patron, 'personIdentifier'>): string {
  return personIdentifier === undefined ? 'none' : PersonNumber.parse(personIdentifier).kind;
}
