import { describe, expect, it } from '@jest/globals';
import { expectedEndOf } from '../story/expected-end.js';
import type { HeardBalance } from '../library/heard-book.js';
import type { Story } from '../story/story.js';
import { heardFindings, heldFindings } from './findings.js';

const story: Story = {
  ...{ number: 1, place: 1, patron: 1, amountOre: 20_000, beforeCutOff: false },
  changes: [{ what: 'lowered', toOre: 15_000 }],
  movements: [{ what: 'payment', ore: 15_000 }],
};
const expected = expectedEndOf(story);
const heard: HeardBalance = {
  ...{ transfer: 'accepted', acceptances: 1, answered: [2], refused: [], gaps: 0 },
  ...{ payments: 1, paidOre: 15_000, writeOffs: 0, writtenOffOre: 0 },
};
const { held } = expected;
if (held === undefined) throw new Error('It is transferred.');

const kinds = (found: readonly { readonly kind: string }[]) => found.map(({ kind }) => kind);

describe('a balance that came out as it must', () => {
  it('gives no finding on either side', () => {
    expect([...heardFindings(expected, heard), ...heldFindings(expected, [held])]).toEqual([]);
  });
});

describe('what the library heard otherwise', () => {
  it.each<[string, Partial<HeardBalance>, readonly string[]]>([
    ['no end', { transfer: 'queued', acceptances: 0 }, ['lost', 'lost']],
    ['another end', { transfer: 'rejected', acceptances: 0 }, ['different', 'lost']],
    ['an acceptance twice', { acceptances: 2 }, ['doubled']],
    ['a change that nobody answered', { answered: [] }, ['lost']],
    ['a change refused that is none', { refused: [2] }, ['different']],
    ['a payment twice', { payments: 2, paidOre: 30_000 }, ['doubled', 'doubled']],
    ['no payment', { payments: 0, paidOre: 0 }, ['lost', 'lost']],
    ['an øre too little', { paidOre: 14_999 }, ['lost']],
    ['a gap', { gaps: 1 }, ['lost']],
  ])('is found: %s', (_, varied, found) => {
    expect(kinds(heardFindings(expected, { ...heard, ...varied }))).toEqual(found);
  });
});

describe('what the debtor system holds otherwise', () => {
  it('is found: no receivable, or two', () => {
    expect(kinds(heldFindings(expected, []))).toEqual(['lost']);
    expect(kinds(heldFindings(expected, [held, held]))).toEqual(['doubled']);
  });

  it('is found: a write-down twice, a charge of another amount', () => {
    const twice = { ...held, writeDowns: 2, writtenDownOre: 10_000 };
    expect(kinds(heldFindings(expected, [twice]))).toEqual(['doubled', 'doubled']);
    expect(kinds(heldFindings(expected, [{ ...held, chargedOre: 15_000 }]))).toEqual(['lost']);
  });

  it('is found: a receivable of a balance that must have none', () => {
    const none = expectedEndOf({ ...story, beforeCutOff: true });
    expect(kinds(heldFindings(none, [held]))).toEqual(['doubled']);
  });
});
