import { describe, expect, it } from '@jest/globals';
import { readNames } from './names.js';

const file = new URL('../../contracts/serviceplatformen/1/names.json', import.meta.url);

describe('the mapping file', () => {
  it('gives the names that were asked for', () => {
    expect(readNames(file, { account: ['element'], partyKinds: ['cpr'] })).toEqual({
      account: { element: 'Debitorkonto' },
      partyKinds: { cpr: 'CPR' },
    });
  });

  it.each([{ account: ['colour'] }, { weather: ['rain'] }, { status: ['x'] }])(
    'shows at once that it lacks %j',
    (wanted) => {
      expect(() => readNames(file, wanted as Record<string, string[]>)).toThrow(
        /the mapping file has no/,
      );
    },
  );
});
