import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { openedGoldens } from './golden.fixture.js';
import {
  ClaimPersonal,
  faultsIn,
  instanceOf,
  Material,
  materialsMax,
  Patron,
  ReceivablePersonal,
  textLimits,
} from './index.js';

const contentOf = (name: string) => openedGoldens.find((one) => one.name === name)?.content ?? {};
const fields = (of: new () => object, plain: object) =>
  faultsIn(instanceOf(of, plain)).map(({ field }) => field);
const patron = (part: object) => fields(Patron, { patronId: '815', kind: 'person', ...part });

describe('people', () => {
  it('need no number: whether one can be used is verification’s question', () => {
    expect(patron({})).toEqual([]);
    for (const personIdentifier of ['', 'not a number', '0101', '1'.repeat(textLimits.identifier)])
      expect(patron({ personIdentifier })).toEqual([]);
    expect(patron({ personIdentifier: '1'.repeat(textLimits.identifier + 1) })).toEqual([
      'personIdentifier',
    ]);
  });

  it('R29 may be groups and libraries, and nothing unheard of', () => {
    for (const kind of ['person', 'company', 'group', 'library'])
      expect(patron({ kind })).toEqual([]);
    for (const kind of ['Person', 'school', '']) expect(patron({ kind })).toEqual(['kind']);
  });

  it('have an address whole or none', () => {
    expect(
      patron({ address: { street: 'Æblevej 7', postalCode: '8700', city: 'Horsens' } }),
    ).toEqual([]);
    expect(patron({ address: { street: 'Æblevej 7' } })).toEqual([
      'address.postalCode',
      'address.city',
    ]);
  });

  it('borrow a bounded number of materials', () => {
    const material = { materialItemNumber: '1', title: 'Hærværk' };
    const claim = (count: number) => ({
      patron: { patronId: '815', kind: 'person' },
      materials: Array.from({ length: count }, () => material),
    });
    expect(fields(ClaimPersonal, claim(materialsMax))).toEqual([]);
    expect(fields(ClaimPersonal, claim(materialsMax + 1))).toEqual(['materials']);
  });
});

describe('what goes to a debtor system', () => {
  const receivable = (part: object) =>
    fields(ReceivablePersonal, { ...contentOf('ReceivablePersonal'), ...part });

  it('R39 has a specification text of at most 100 characters', () => {
    expect(receivable({ specificationText: 'æ'.repeat(100) })).toEqual([]);
    expect(receivable({ specificationText: 'æ'.repeat(101) })).toEqual(['specificationText']);
  });

  it('R40 has lines of at most 255 characters, each', () => {
    const long = 'ø'.repeat(textLimits.line);
    expect(receivable({ textLines: ['', long, long] })).toEqual([]);
    expect(receivable({ textLines: ['', `${long}ø`] })).toEqual(['textLines']);
    expect(receivable({ textLines: [7] })).toEqual(['textLines']);
  });

  it('R32 names both who has the account and who is liable', () => {
    for (const party of ['account', 'liable'])
      expect(receivable({ [party]: undefined })).toEqual([party]);
  });
});

describe('printing', () => {
  const shows = (content: unknown): string[] =>
    typeof content === 'string'
      ? [content]
      : typeof content === 'object' && content !== null
        ? Object.values(content).flatMap(shows)
        : [];

  it('shows nothing of anybody, whichever way', () => {
    const content = contentOf('ClaimPersonal');
    const claim = instanceOf(ClaimPersonal, content);
    const printed = [
      String(claim),
      `Of ${claim.patron as unknown as string}`,
      JSON.stringify([claim, ...claim.materials, claim.guardian]),
      inspect({ claim, deep: { list: [claim.patron] } }, { depth: 10, showHidden: false }),
      new Error(`It failed for ${claim.patron as unknown as string}`).message,
    ].join('\n');
    for (const text of shows(content).filter((one) => one.length > 3 && one !== 'person'))
      expect(printed).not.toContain(text);
    expect(instanceOf(Material, { title: 'Hærværk' }).toString()).toBe('[personal]');
  });

  it('shows nothing in the faults of what is wrong with it', () => {
    const wrong = instanceOf(Patron, {
      patronId: 'x'.repeat(65),
      kind: 'Bodil',
      name: ['Sørensen'],
    });
    const text = faultsIn(wrong)
      .map((fault) => `${fault.field} ${fault.text}`)
      .join();
    expect(text).not.toMatch(/Bodil|Sørensen|xxx/);
    expect(faultsIn(wrong)).toHaveLength(3);
  });
});
