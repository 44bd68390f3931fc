import { describe, expect, it } from '@jest/globals';
import { expectedEndOf, type Held } from '../story/expected-end.js';
import type { HeardBalance } from '../library/heard-book.js';
import { totalsOf } from '../story/movement.js';
import type { Story } from '../story/story.js';
import type { Left } from '../system/look-inside.js';
import { heardFindings, heldFindings } from './findings.js';
import { leftFindings } from './proof.js';

const story: Story = {
  ...{ number: 1, place: 1, patron: 1, amountOre: 20_000, dated: 'after-cut-off', kind: 'fee' },
  isRenumbered: false,
  changes: [{ what: 'lowered', toOre: 15_000 }],
  movements: [{ what: 'payment', ore: 15_000, again: false }],
};
const expected = expectedEndOf(story);
const heard: HeardBalance = {
  ...{ transfer: 'accepted', acceptances: 1, answered: [2], refused: [], gaps: 0 },
  told: totalsOf([{ type: 'payment', ore: 15_000 }]),
};
const paid = { type: 'payment', ore: 15_000 } as const;
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
    ['a payment twice', { told: totalsOf([paid, paid]) }, ['doubled', 'doubled']],
    ['no payment', { told: totalsOf([]) }, ['lost', 'lost']],
    ['an øre too little', { told: totalsOf([{ ...paid, ore: 14_999 }]) }, ['lost']],
    [
      'a write-off instead of a payment',
      { told: totalsOf([{ ...paid, type: 'write_off' }]) },
      ['lost', 'lost', 'doubled', 'doubled'],
    ],
    ['a gap', { gaps: 1 }, ['lost']],
  ])('is found: %s', (_, varied, found) => {
    expect(kinds(heardFindings(expected, { ...heard, ...varied }))).toEqual(found);
  });
});

describe('the answer to another number of the debtor', () => {
  it('R31 is heard or not, by when it was told; where no number was changed it is found', () => {
    const renumbered = expectedEndOf({ ...story, isRenumbered: true });
    const told = { ...heard, answered: [1, 2] };
    expect([...heardFindings(renumbered, told), ...heardFindings(renumbered, heard)]).toEqual([]);
    expect(kinds(heardFindings(expected, told))).toEqual(['different']);
  });
});

describe('what the debtor system holds otherwise', () => {
  it('is found: no receivable, or two', () => {
    expect(kinds(heldFindings(expected, []))).toEqual(['lost']);
    expect(kinds(heldFindings(expected, [held, held]))).toEqual(['doubled']);
  });

  it('is found: a write-down twice, a charge of another amount', () => {
    const twice = { ...held, writeDownsOre: [5_000, 5_000], writtenDownOre: 10_000 };
    expect(kinds(heldFindings(expected, [twice]))).toEqual(['doubled', 'doubled']);
    expect(kinds(heldFindings(expected, [{ ...held, chargedOre: 15_000 }]))).toEqual(['lost']);
  });

  it('is found: write-downs as many and as much, but others', () => {
    const changes = [
      { what: 'lowered', toOre: 15_000 },
      { what: 'lowered', toOre: 12_000 },
    ] as const;
    const two = expectedEndOf({ ...story, changes, movements: [] });
    const others = { ...held, ...two.held, writeDownsOre: [4_000, 4_000] };
    expect(heldFindings(two, [others])).toEqual([
      {
        kind: 'different',
        text: 'writeDownsOre at the debtor system: 4000,4000, must be 3000,5000',
      },
    ]);
  });

  it.each<Partial<Held>>([
    { claimType: 'compensation-acknowledged' },
    { foundationDate: '2026-10-01' },
    { dueDate: '2026-10-31' },
    { creationDate: '2026-11-21' },
  ])('is found: %j', (varied) => {
    expect(kinds(heldFindings(expected, [{ ...held, ...varied }]))).toEqual(['different']);
  });

  it('is found: a receivable of a balance that must have none', () => {
    const none = expectedEndOf({ ...story, dated: 'before-cut-off' });
    expect(kinds(heldFindings(none, [held]))).toEqual(['doubled']);
  });
});

describe('what is left over', () => {
  const nothing: Left = { outbox: 0, setAside: 0, deliveries: 0, parked: {} };
  const planted = { 'message.not-json': 2, 'message.invalid': 2, 'message.unknown-type': 2 };
  const texts = (parked: Left['parked']) =>
    leftFindings(new Map([['claim-intake', { ...nothing, parked }]]), 0, 6).map(({ text }) => text);

  it('is what was planted, parked each for its own reason', () => {
    expect(texts(planted)).toEqual([]);
  });

  it('is found: as many parked, but for other reasons', () => {
    expect(texts({ ...planted, 'message.invalid': 1, 'message.gap': 1 })).toEqual([
      'claim-intake has parked 1 for message.invalid, planted were 2',
      'claim-intake has parked 1 for message.gap, planted were 0',
    ]);
  });
});
