import {
  inventedCvr,
  inventedGln,
  inventedPNumber,
} from '../../../simulators/library/day/people/company-numbers.js';
import { PersonNumbers } from '../../../simulators/library/day/people/person-numbers.js';
import { day, yearsBefore } from './calendar.fixture.js';

const numbers = new PersonNumbers();
let turn = 100;
const next = (): number => (turn += 1);

/** Numbers that belong to nobody: see examples/README.md for the scheme. */
export const invented = {
  cpr: (born = yearsBefore(day(-40), 42)): string => numbers.cpr(born, 'female'),
  replacement: (born = yearsBefore(day(-40), 42)): string => numbers.replacement(born),
  letteredReplacement: (born = yearsBefore(day(-40), 42)): string => numbers.lettered(born, 'GK'),
  cvr: (): string => inventedCvr(next()),
  pNumber: (): string => inventedPNumber(next()),
  gln: (): string => inventedGln(next()),
};

export type Address = { street: string; postalCode: string; city: string; country?: string };

/** A borrower as the library tells of one (contract.md, `patron`). */
export type Patron = {
  patronId: string;
  kind: 'person' | 'company' | 'group' | 'library';
  personIdentifier?: string;
  personIdentifierKind?: 'cpr' | 'replacement';
  birthDate?: string;
  cvrNumber?: string;
  pNumber?: string;
  glnNumber?: string;
  name?: string;
  address?: Address;
};

/** The financially responsible person as the library tells of one (contract.md, `guardian`). */
export type Guardian = Pick<
  Patron,
  'personIdentifier' | 'personIdentifierKind' | 'birthDate' | 'name' | 'address'
> & { since?: string };

export const home: Address = { street: 'Ahornbakken 7', postalCode: '8700', city: 'Horsens' };

export function anAdult(varied: Partial<Patron> = {}): Patron {
  return aPerson({ personIdentifier: varied.personIdentifier ?? invented.cpr(), ...varied });
}

/** Somebody without a CPR number: born abroad, birth date known. */
export function aForeigner(varied: Partial<Patron> = {}): Patron {
  return aPerson({ birthDate: yearsBefore(day(-50), 35), name: 'Ilse Brandt', ...varied });
}

/** A child that was `years` old on the day that its balance was created, three days ago. */
export function aChild(years = 12, varied: Partial<Patron> = {}): Patron {
  const born = yearsBefore(day(-13), years);
  return anAdult({ personIdentifier: invented.cpr(born), name: 'Asta Ærenlund', ...varied });
}

export function aGuardian(varied: Guardian = {}): Guardian {
  return {
    personIdentifier: invented.cpr(),
    name: 'Bodil Ærenlund',
    address: home,
    since: yearsBefore(day(-3), 5),
    ...varied,
  };
}

export function aCompany(varied: Partial<Patron> = {}): Patron {
  return {
    patronId: `p${next()}`,
    kind: 'company',
    cvrNumber: invented.cvr(),
    name: 'Børnehuset Åkanden',
    address: home,
    ...varied,
  };
}

export function aGroup(): Patron {
  return { patronId: `p${next()}`, kind: 'group', name: 'Læseklubben Ø' };
}

function aPerson(varied: Partial<Patron>): Patron {
  return {
    patronId: `p${next()}`,
    kind: 'person',
    name: 'Gunhild Ærenlund',
    address: home,
    ...varied,
  };
}
