import { plusDays, plusYears, type Day } from '../chance/calendar.js';
import type { Dice } from '../chance/dice.js';
import type { Address, Guardian, Patron } from '../events.js';
import {
  companyNames,
  femaleNames,
  foreignNames,
  groupNames,
  lastNames,
  libraryNames,
  maleNames,
  streets,
} from '../words/names.js';
import { inventedCvr, inventedGln, inventedPNumber, wrongCvr } from './company-numbers.js';
import { PersonNumbers, type Sex } from './person-numbers.js';

export type Place = { readonly city: string; readonly postalCode: string };

const firstLetters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
const secondLetters = ['K', 'L', 'M', 'N', 'P', 'R', 'S', 'T'] as const;

/** Understands who borrows: invents people, companies and groups whose numbers belong to nobody. */
export class People {
  private readonly numbers = new PersonNumbers();
  private companies = 0;
  private patronIds: number;

  constructor(
    private readonly day: Day,
    firstPatronId = 7_000_001,
  ) {
    this.patronIds = firstPatronId;
  }

  /** A borrower with a CPR number; every other one without a `birthDate`, since the number tells it (R21). */
  person(dice: Dice, place: Place, years: Years): Patron {
    const sex: Sex = dice.isLucky(0.5) ? 'female' : 'male';
    const born = this.born(dice, years);
    const patron = this.patron('person', this.nameOf(dice, sex), addressIn(dice, place));
    const told = dice.isLucky(0.5) ? { birthDate: born } : {};
    return { ...patron, personIdentifier: this.numbers.cpr(born, sex), ...told };
  }

  /** Somebody without any number, with the birth date if it is known. */
  foreigner(dice: Dice, place: Place, birthDateKnown = true): Patron {
    const patron = this.patron('person', dice.oneOf(foreignNames), addressIn(dice, place));
    return birthDateKnown
      ? { ...patron, birthDate: this.born(dice, { least: 20, most: 70 }) }
      : patron;
  }

  company(dice: Dice, place: Place): Patron {
    return this.patron('company', dice.oneOf(companyNames), addressIn(dice, place));
  }

  group(dice: Dice, place: Place): Patron {
    return this.patron('group', dice.oneOf(groupNames), addressIn(dice, place));
  }

  otherLibrary(dice: Dice, place: Place): Patron {
    return this.patron('library', dice.oneOf(libraryNames), addressIn(dice, place));
  }

  /** An adult who answers for a child and shares its last name and home. */
  guardianOf(dice: Dice, child: Patron): Guardian {
    const sex: Sex = dice.isLucky(0.5) ? 'female' : 'male';
    const born = this.born(dice, { least: 28, most: 55 });
    const lastName = (child.name ?? '').split(' ').at(-1) ?? '';
    return {
      personIdentifier: this.numbers.cpr(born, sex),
      name: `${dice.oneOf(sex === 'female' ? femaleNames : maleNames)} ${lastName}`,
      ...(child.address !== undefined && { address: child.address }),
    };
  }

  cprFor(dice: Dice, birthDate?: Day): string {
    const born = birthDate ?? this.born(dice, { least: 20, most: 70 });
    return this.numbers.cpr(born, dice.isLucky(0.5) ? 'female' : 'male');
  }

  replacementFor(dice: Dice, birthDate?: Day): string {
    return this.numbers.replacement(birthDate ?? this.born(dice, { least: 20, most: 70 }));
  }

  letteredReplacementFor(dice: Dice, birthDate?: Day): string {
    const letters = `${dice.oneOf(firstLetters)}${dice.oneOf(secondLetters)}`;
    return this.numbers.lettered(birthDate ?? this.born(dice, { least: 20, most: 70 }), letters);
  }

  cvr(): string {
    this.companies += 1;
    return inventedCvr(this.companies);
  }

  cvrWithWrongCheckDigit(): string {
    this.companies += 1;
    return wrongCvr(this.companies);
  }

  /** A production unit's number and an address for electronic invoices, of one company. */
  unit(): { pNumber: string; glnNumber: string } {
    return { pNumber: inventedPNumber(this.companies), glnNumber: inventedGln(this.companies) };
  }

  private patron(kind: Patron['kind'], name: string, address: Address): Patron {
    const patronId = String(this.patronIds);
    this.patronIds += 1;
    return { patronId, kind, name, address };
  }

  private nameOf(dice: Dice, sex: Sex): string {
    return `${dice.oneOf(sex === 'female' ? femaleNames : maleNames)} ${dice.oneOf(lastNames)}`;
  }

  /** Never the first of a month: see `PersonNumbers`. */
  private born(dice: Dice, { least, most }: Years): Day {
    const youngest = plusYears(this.day, -least);
    const drawn = plusDays(youngest, -dice.between(0, Math.floor((most - least + 1) * 365.24) - 3));
    return drawn.endsWith('-01') ? plusDays(drawn, -1) : drawn;
  }
}

/** Whole years of age on the day, both ends included. */
export type Years = { readonly least: number; readonly most: number };

function addressIn(dice: Dice, { city, postalCode }: Place): Address {
  return { street: `${dice.oneOf(streets)} ${String(dice.between(1, 98))}`, postalCode, city };
}
