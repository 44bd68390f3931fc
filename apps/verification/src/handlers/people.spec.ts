import { describe, expect, it } from '@jest/globals';
import { Guardian, instanceOf, Patron } from '@libs/contracts';
import { revealed } from '@libs/kernel';
import { borrowerOf, guardianOf, nameOf, patronOf, toldGuardianOf } from './people.js';

const address = { street: 'Plantagevej 1', postalCode: '2000', city: 'Plantesby', country: 'DK' };
const patron = (part: object): Patron =>
  instanceOf(Patron, { patronId: '815', kind: 'person', ...part });
const guardian = (part: object): Guardian => instanceOf(Guardian, part);

describe('a borrower', () => {
  it.each([
    [
      'a person',
      {
        personIdentifier: '1705800000',
        personIdentifierKind: 'cpr',
        birthDate: '1980-05-17',
        name: 'Gunhild',
        address,
      },
    ],
    [
      'a person with a replacement',
      { personIdentifier: '7705800000', personIdentifierKind: 'replacement' },
    ],
    [
      'a company',
      {
        kind: 'company',
        cvrNumber: '10150817',
        pNumber: '1000000001',
        glnNumber: '5790000000005',
        name: 'Firmaet',
      },
    ],
  ])('R32 goes on as it came: %s', (_, part) => {
    const told = patron(part);
    expect(revealed(patronOf(borrowerOf(told), '815'))).toEqual(revealed(told));
  });

  it.each([
    ['nothing', {}, 'missing'],
    ['null', { personIdentifier: null }, 'missing'],
    ['blanks', { personIdentifier: '  ' }, 'missing'],
    ['no number at all', { personIdentifier: 'ukendt' }, 'invalid'],
    ['a real number', { personIdentifier: '170580-0000' }, 'cpr'],
    [
      'a real number that is said to be none',
      { personIdentifier: '1705800000', personIdentifierKind: 'replacement' },
      'replacement',
    ],
    [
      'a number of another form',
      { personIdentifier: '7705800000', personIdentifierKind: 'cpr' },
      'replacement',
    ],
  ])('R25, R26 told with %s as number', (_, part, kind) => {
    expect(borrowerOf(patron(part)).number.kind).toBe(kind);
  });

  it.each([
    ['nothing', {}, 'missing'],
    ['blanks', { cvrNumber: ' ' }, 'missing'],
    ['a number that fits no modulus', { cvrNumber: '12345678' }, 'invalid'],
    ['a CVR number', { cvrNumber: ' 10150817 ' }, 'cvr'],
  ])('R27 told with %s as CVR number', (_, part, kind) => {
    expect(borrowerOf(patron({ kind: 'company', ...part })).cvr.kind).toBe(kind);
  });

  it('without a usable number goes on without one', () => {
    const sent = patronOf(borrowerOf(patron({ personIdentifier: 'ukendt' })), '815');
    expect(revealed(sent)).toEqual({ patronId: '815', kind: 'person' });
  });
});

describe('a guardian', () => {
  it('R18 goes on as they came', () => {
    const told = guardian({
      personIdentifier: '2408830000',
      personIdentifierKind: 'cpr',
      birthDate: '1983-08-24',
      name: 'Ragnhild',
      address,
      since: '2020-01-01',
    });
    expect(revealed(toldGuardianOf(guardianOf(told)))).toEqual(revealed(told));
  });

  it('is the same however the name is written', () => {
    const names = ['Åse  Bo', ' åse bo', 'A\u030Ase Bo'].map((name) =>
      nameOf(guardianOf(guardian({ name }))),
    );
    expect(new Set(names).size).toBe(1);
    expect(nameOf(guardianOf(guardian({})))).toBe('');
  });
});
