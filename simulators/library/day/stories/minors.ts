import { compensation, overdueFee } from '../charge.js';
import type { Desk } from '../desk.js';
import type { BalanceCreated, Guardian, Patron } from '../events.js';
import {
  refusesReplacements,
  sendsAtOnce,
  served,
  story,
  takesReplacements,
  type Story,
} from './story.js';

type Family = { readonly child: Patron; readonly guardian: Guardian };

/** Children's balances: somebody answers for them, or they stand alone (R17 to R24). */
export const minors: readonly Story[] = [
  story('a fee of a child whose guardian answers for it', 18, served(), (desk) => {
    const { child, guardian } = aFamily(desk);
    return [desk.opens(childFee(desk, child, { ...guardian, since: '2024-02-12' }))];
  }),
  story('a fee of a child without a guardian', 9, served(), (desk) => [
    desk.opens(childFee(desk, desk.child())),
  ]),
  story('a compensation of a child with a guardian', 5, served(sendsAtOnce), (desk) => {
    const { child, guardian } = aFamily(desk);
    return [desk.opens(compensation(desk, child, { guardian, forChildren: true }))];
  }),
  story('a compensation of a child without a guardian', 5, served(sendsAtOnce), (desk) => [
    desk.opens(compensation(desk, desk.child(), { forChildren: true })),
  ]),
  story('a fee of a youth of 16 or 17', 5, served(), (desk) => {
    const youth = desk.people.person(desk.dice, desk.agency, { least: 16, most: 17 });
    return [desk.opens(overdueFee(desk, youth, { forChildren: true }))];
  }),
  story('a guardian who gives way to another (R23)', 3, served(), (desk) => {
    const { child, guardian } = aFamily(desk);
    const opened = desk.opens(childFee(desk, child, guardian));
    const next = desk.people.guardianOf(desk.dice, child);
    const change = { guardian: { ...next, since: desk.day }, change: 'another-person' } as const;
    return [opened, desk.guardianChanged(child, desk.after(opened.at), change)];
  }),
  story('a guardian whose number changes (R31)', 2, served(), (desk) => {
    const { child, guardian } = aFamily(desk);
    const opened = desk.opens(childFee(desk, child, guardian));
    const renumbered = { ...guardian, personIdentifier: desk.people.cprFor(desk.dice) };
    return [
      opened,
      desk.guardianChanged(child, desk.after(opened.at), {
        guardian: renumbered,
        change: 'number-changed',
      }),
    ];
  }),
  story('a guardian who is removed', 2, served(), (desk) => {
    const { child, guardian } = aFamily(desk);
    const opened = desk.opens(childFee(desk, child, guardian));
    return [opened, desk.guardianChanged(child, desk.after(opened.at), { change: 'removed' })];
  }),
  story('a guardian who comes too late (R24)', 2, served(), (desk) => {
    const { child, guardian } = aFamily(desk);
    const opened = desk.opens(childFee(desk, child));
    const change = {
      guardian: { ...guardian, since: desk.day },
      change: 'another-person',
    } as const;
    return [opened, desk.guardianChanged(child, desk.after(opened.at), change)];
  }),
  story(
    'a guardian with a replacement number, where it is taken',
    2,
    served(takesReplacements),
    (desk) => [desk.opens(withForeignGuardian(desk))],
  ),
  story(
    'a guardian with a replacement number, where it is not',
    2,
    served(refusesReplacements),
    (desk) => [desk.opens(withForeignGuardian(desk))],
  ),
  story(
    'a guardian whose number comes later, where it is needed',
    2,
    served(refusesReplacements),
    (desk) => {
      const { child, guardian } = aFamily(desk);
      const { name = '', address } = guardian;
      const opened = desk.opens(childFee(desk, child, { name, ...(address && { address }) }));
      return [
        opened,
        desk.guardianChanged(child, desk.after(opened.at), { guardian, change: 'number-changed' }),
      ];
    },
  ),
];

function aFamily(desk: Desk): Family {
  const child = desk.child();
  return { child, guardian: desk.people.guardianOf(desk.dice, child) };
}

function childFee(desk: Desk, child: Patron, guardian?: Guardian): BalanceCreated {
  return overdueFee(desk, child, {
    forChildren: true,
    ...(guardian !== undefined && { guardian }),
  });
}

function withForeignGuardian(desk: Desk): BalanceCreated {
  const { child, guardian } = aFamily(desk);
  return childFee(desk, child, {
    ...guardian,
    personIdentifier: desk.people.replacementFor(desk.dice),
  });
}
