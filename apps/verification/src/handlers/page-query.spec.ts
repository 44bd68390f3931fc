import { describe, expect, it } from '@jest/globals';
import { Caller } from '@libs/host';
import { linkToNext, pageFor } from './page-query.js';

const caller = new Caller('desk', ['held:read'], ['615']);
const row = { agencyId: 'DK-761500', feeId: 'a/b æ' };

describe('a page', () => {
  it("is narrowed to the caller's municipalities, whatever is asked for", () => {
    expect(pageFor({ agencyId: 'DK-775100' }, caller)).toEqual({
      municipalities: ['615'],
      agencyId: 'DK-775100',
      after: undefined,
      rowsMax: 1_000,
    });
  });

  it('that is full names the next, which begins where it ended', () => {
    const link = linkToNext('/held?limit=1&kind=fee', [row], pageFor({ limit: 1 }, caller)) ?? '';
    const [, path = ''] = /^<(.+)>; rel="next"$/.exec(link) ?? [];
    const query = new URL(path, 'http://localhost').searchParams;
    expect([query.get('limit'), query.get('kind')]).toEqual(['1', 'fee']);
    expect(pageFor({ after: query.get('after') ?? '' }, caller).after).toEqual(row);
  });

  it('that is not full is the last', () => {
    expect(linkToNext('/held', [row], pageFor({}, caller))).toBeUndefined();
    expect(linkToNext('/held', [], pageFor({}, caller))).toBeUndefined();
  });
});
