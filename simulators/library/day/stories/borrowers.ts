import { overdueFee } from '../charge.js';
import type { Desk, Said } from '../desk.js';
import type { Patron } from '../events.js';
import { refusesReplacements, served, story, takesReplacements, type Story } from './story.js';

const anywhere = served();
const whereTaken = served(takesReplacements);
const whereRefused = served(refusesReplacements);

/** Borrowers that are no ordinary adults: companies, groups, and people without a CPR number (R25 to R31). */
export const borrowers: readonly Story[] = [
  story('a company with its CVR number', 5, anywhere, (desk) => [
    fee(desk, registered(desk, aCompany(desk))),
  ]),
  story('a company with P-number and EAN number', 6, anywhere, (desk) => {
    const company = registered(desk, aCompany(desk));
    return [fee(desk, { ...company, ...desk.people.unit() })];
  }),
  story('a company without a CVR number', 5, anywhere, (desk) => [fee(desk, aCompany(desk))]),
  story('a company whose CVR number comes later', 4, anywhere, (desk) => {
    const company = aCompany(desk);
    return thenChanged(desk, company, registered(desk, company));
  }),
  story('a company whose CVR number is known before its fee is heard of', 2, anywhere, (desk) => {
    const company = aCompany(desk);
    const [opened, changed] = thenChanged(desk, company, registered(desk, company));
    return [{ ...opened, heardAt: changed.at + 60 }, changed];
  }),
  story('a company with a CVR number that can’t be one', 2, anywhere, (desk) => [
    fee(desk, { ...aCompany(desk), cvrNumber: desk.people.cvrWithWrongCheckDigit() }),
  ]),
  story('a group, for which nobody is liable', 4, anywhere, (desk) => [
    fee(desk, desk.people.group(desk.dice, desk.agency)),
  ]),
  story('another library', 3, anywhere, (desk) => [
    fee(desk, registered(desk, desk.people.otherLibrary(desk.dice, desk.agency))),
  ]),
  story('a foreigner with a replacement number, where it is taken', 6, whereTaken, (desk) => [
    fee(desk, replaced(desk, aForeigner(desk))),
  ]),
  story('a foreigner with a replacement number, where it is not', 4, whereRefused, (desk) => [
    fee(desk, replaced(desk, aForeigner(desk))),
  ]),
  story('a foreigner with a lettered replacement number', 3, whereTaken, (desk) => {
    const foreigner = aForeigner(desk);
    const personIdentifier = desk.people.letteredReplacementFor(desk.dice, foreigner.birthDate);
    return [fee(desk, { ...foreigner, personIdentifier })];
  }),
  story('a replacement number that looks like a real one', 2, whereTaken, (desk) => {
    const foreigner = aForeigner(desk);
    const personIdentifier = desk.people.cprFor(desk.dice, foreigner.birthDate);
    return [fee(desk, { ...foreigner, personIdentifier, personIdentifierKind: 'replacement' })];
  }),
  story('a foreigner without any number, where one is made', 3, whereTaken, (desk) => [
    fee(desk, aForeigner(desk)),
  ]),
  story('a foreigner of whom not even the birth date is known', 2, whereTaken, (desk) => [
    fee(desk, desk.people.foreigner(desk.dice, desk.agency, false)),
  ]),
  story('a foreigner without any number, where a CPR number is needed', 3, whereRefused, (desk) => [
    fee(desk, aForeigner(desk)),
  ]),
  story('a foreigner who gets a CPR number, where it is needed', 3, whereRefused, (desk) => {
    const foreigner = replaced(desk, aForeigner(desk));
    return thenChanged(desk, foreigner, numbered(desk, foreigner));
  }),
  story('a foreigner who gets a CPR number after transfer', 3, whereTaken, (desk) => {
    const foreigner = replaced(desk, aForeigner(desk));
    return thenChanged(desk, foreigner, numbered(desk, foreigner));
  }),
  story('an adult whose CPR number changes after transfer', 3, anywhere, (desk) => {
    const adult = desk.adult();
    return thenChanged(desk, adult, {
      ...adult,
      personIdentifier: desk.people.cprFor(desk.dice, adult.birthDate),
    });
  }),
  story('an adult whose number is no number', 2, anywhere, (desk) => [
    fee(desk, mistyped(desk.adult())),
  ]),
  story('an adult whose mistyped number is corrected', 2, anywhere, (desk) => {
    const adult = desk.adult();
    return thenChanged(desk, mistyped(adult), adult);
  }),
];

function fee(desk: Desk, patron: Patron): Said {
  return desk.opens(overdueFee(desk, patron));
}

function aCompany(desk: Desk): Patron {
  return desk.people.company(desk.dice, desk.agency);
}

function registered(desk: Desk, company: Patron): Patron {
  return { ...company, cvrNumber: desk.people.cvr() };
}

function aForeigner(desk: Desk): Patron {
  return desk.people.foreigner(desk.dice, desk.agency);
}

function replaced(desk: Desk, patron: Patron): Patron {
  const personIdentifier = desk.people.replacementFor(desk.dice, patron.birthDate);
  return { ...patron, personIdentifier, personIdentifierKind: 'replacement' };
}

function numbered(desk: Desk, patron: Patron): Patron {
  const personIdentifier = desk.people.cprFor(desk.dice, patron.birthDate);
  return { ...patron, personIdentifier, personIdentifierKind: 'cpr' };
}

/** A month that no year has. */
function mistyped(patron: Patron): Patron {
  const number = patron.personIdentifier ?? '';
  return { ...patron, personIdentifier: `${number.slice(0, 2)}13${number.slice(4)}` };
}

function thenChanged(desk: Desk, before: Patron, after: Patron): [Said, Said] {
  const opened = fee(desk, before);
  return [opened, desk.identityChanged(after, desk.after(opened.at))];
}
