import { invented } from '../journeys/street/people.fixture.js';
import { unheardOf, type Plants } from './plants.fixture.js';

/** Invented people; each plant is a number or a word that nothing else has. */
export const plants = {
  'CPR of a borrower': invented.cpr('1931-07-08'),
  'new CPR of the borrower': invented.cpr('1931-07-09'),
  'CPR of a child': invented.cpr('2015-08-09'),
  'CPR of a guardian': invented.cpr('1933-09-10'),
  'CPR of a rejected borrower': invented.cpr('1934-10-11'),
  'CPR that is echoed by a debtor system': invented.cpr('1935-11-12'),
  'CPR that a caller puts where none belongs': invented.cpr('1936-12-13'),
  'CPR in a malformed message': invented.cpr('1937-02-14'),
  'CPR of an agency that has not joined': invented.cpr('1938-03-15'),
  'CPR in plain between our houses': invented.cpr('1939-04-16'),
  'name of a borrower': unheardOf(),
  'street of a borrower': unheardOf(),
  'name of a child': unheardOf(),
  'name of a guardian': unheardOf(),
  'name of a company': unheardOf(),
  'name of a foreigner': unheardOf(),
  'name in a malformed message': unheardOf(),
  'title of a material': unheardOf(),
  'reason of a fee': unheardOf(),
} satisfies Plants;
type Alias = keyof typeof plants;

/** Danish letters beside it, so that its surroundings show how they were written. */
export const called = (alias: Alias): string => `Ærø ${plants[alias]} Åberg`;
