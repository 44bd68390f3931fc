import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LibraryBook, type OwnEvent } from './library-book.js';
import type { Update } from './read-update.js';

const agencyId = 'DK-761500';
const at = '2026-11-20T10:00:00.000Z';
const prisme = { code: 'no-cpr-on-prisme', text: 'Tilføj CPR-nummeret.' };

function said(feeId: string, sequence: number, what: string, data: object): OwnEvent {
  const type = `dk.debitorbro.balance.${what}.v1`;
  return {
    id: `${feeId}-${String(sequence)}`,
    type,
    sequence: String(sequence),
    data: { agencyId, feeId, ...data },
  };
}

function told(feeId: string, sequence: number, what: string, data: object): Update {
  const type = `dk.debitorbro.balance.${what}.v1`;
  return {
    source: `/payment-reconciliation/${agencyId}`,
    type,
    subject: feeId,
    sequence: String(sequence),
    data: { agencyId, feeId, ...data },
  };
}

const transfer = (feeId: string, sequence: number, state: string, more: object = {}): Update =>
  told(feeId, sequence, 'transfer-changed', { transfer: state, at, ...more });

const transaction = (
  feeId: string,
  sequence: number,
  type: string,
  [amount, remainingAmount]: [string, string],
): Update =>
  told(feeId, sequence, 'transaction-registered', {
    transactionId: `t${String(sequence)}`,
    type,
    amount,
    remainingAmount,
    effectiveDate: '2026-11-21',
    registeredAt: at,
  });

const answered = (feeId: string, sequence: number, changeId: string, state = 'accepted'): Update =>
  told(feeId, sequence, 'change-answered', {
    changeType: 'balance.amount-changed',
    changeId,
    state,
    at,
  });

const refused = (
  feeId: string,
  sequence: number,
  refusedId: string,
  refusedType = 'balance.paid',
): Update =>
  told(feeId, sequence, 'change-refused', {
    refusedType,
    refusedId,
    reason: { code: 'paid-through-debtor-system', text: 'Overført.' },
  });

const task = (
  taskId: string,
  sequence: number,
  what: 'raised' | 'cleared',
  feeId: string,
): Update => ({
  source: `/payment-reconciliation/${agencyId}`,
  type: `dk.debitorbro.task.${what}.v1`,
  subject: taskId,
  sequence: String(sequence),
  data: { agencyId, taskId, kind: 'missing-cvr', feeId, text: 'Tilføj CVR-nummeret.' },
});

const replaced: Update = {
  source: `/payment-reconciliation/${agencyId}`,
  type: 'dk.debitorbro.patron.replacement-assigned.v1',
  subject: 'p1',
  sequence: '1',
  data: { agencyId, patronId: 'p1', whose: 'patron', personIdentifier: '6101901234' },
};

const created = (feeId: string, amount: string, more: object = {}): OwnEvent =>
  said(feeId, 1, 'created', { amount, ...more });

/** A bit of everything: paid, lowered, refused, held, withdrawn, not yet answered. */
const own: readonly OwnEvent[] = [
  created('1', '230.00'),
  created('2', '120.00'),
  said('2', 2, 'amount-changed', { newAmount: '100.00' }),
  said('2', 3, 'paid', { paymentId: 'k1', amount: '100.00' }),
  said('2', 4, 'paid', { paymentId: 'k2', amount: '100.00', undoes: 'k1' }),
  created('3', '300.00', { remainingAmount: '200.00' }),
  said('3', 2, 'amount-changed', { newAmount: '250.00' }),
  said('3', 3, 'cancelled', {}),
  created('4', '20.00'),
  created('5', '20.00'),
  created('6', '0.00'),
];
const heard: readonly Update[] = [
  transfer('1', 1, 'queued'),
  transfer('1', 2, 'accepted', { warnings: [{ code: 'W', text: 'Hm.' }] }),
  transaction('1', 3, 'payment', ['200.00', '30.00']),
  transaction('1', 4, 'payment_reduction', ['50.00', '80.00']),
  transaction('1', 5, 'write_off', ['80.00', '0.00']),
  transfer('2', 1, 'queued'),
  transfer('2', 2, 'accepted-with-remarks'),
  answered('2', 3, '2-2'),
  refused('2', 4, '2-3'),
  transfer('3', 1, 'awaiting-verification'),
  transfer('3', 2, 'accepted'),
  answered('3', 3, '3-3'),
  transfer('4', 1, 'not-transferable', { reason: prisme }),
  task('a', 1, 'raised', '4'),
  task('b', 1, 'raised', '4'),
  task('b', 2, 'cleared', '4'),
  replaced,
  refused('6', 1, '6-1', 'dk.debitorbro.balance.created.v1'),
];

function bookOf(events: readonly OwnEvent[], updates: readonly Update[]): LibraryBook {
  const book = new LibraryBook();
  for (const event of events) book.say(event);
  for (const update of updates) book.hear(update);
  return book;
}

function pictureOf(book: LibraryBook): unknown {
  const { byTransfer, byReason, ...told } = book.summary();
  const rest = { ...told, lastHeardAt: undefined };
  return JSON.parse(
    JSON.stringify([
      sorted(byTransfer),
      sorted(byReason),
      sorted(rest),
      ...['1', '2', '3', '4', '5', '6'].map((feeId) => {
        const { tasks, ...view } = book.view(agencyId, feeId) as { tasks: { taskId: string }[] };
        return {
          ...view,
          tasks: tasks.toSorted((one, other) => one.taskId.localeCompare(other.taskId)),
        };
      }),
    ]),
  );
}

const sorted = (record: unknown): unknown => Object.entries(record as object).sort();

describe('the summary', () => {
  const summary = bookOf(own, heard).summary();

  it('counts each balance in the state that it was told last, with what was left of it when it was published', () => {
    expect(summary.published).toEqual({ count: 6, ore: 59_000 });
    expect(summary['byTransfer']).toEqual({
      accepted: { count: 2, ore: 43_000 },
      'accepted-with-remarks': { count: 1, ore: 12_000 },
      'not-transferable': { count: 1, ore: 2_000 },
      refused: { count: 1, ore: 0 },
    });
    expect(summary['byReason']).toEqual({
      'no-cpr-on-prisme': { count: 1, ore: 2_000, text: prisme.text },
      'paid-through-debtor-system': { count: 1, ore: 0, text: 'Overført.' },
    });
    expect(summary['unanswered']).toBe(1);
  });

  it('tells money as it was told, and it adds up', () => {
    expect(summary['paid']).toEqual({ count: 1, ore: 15_000 });
    expect(summary['writtenOff']).toEqual({ count: 1, ore: 8_000 });
    // 20 kroner of balance 2; of balance 3 what was left when it was cancelled: 250 - 100 paid before
    expect(summary['writtenDown']).toEqual({ ore: 2_000 + 15_000 });
    // the first lowering of balance 3 was never answered: it was before sending
    expect(summary['settledBefore']).toEqual({ ore: 5_000 });
    expect(summary['outstanding']).toEqual({ ore: 10_000 });
    expect(43_000 + 12_000 - 5_000 - 17_000 - 15_000 - 8_000).toBe(10_000);
    expect(summary['differences']).toBe(0);
  });

  it('counts refused changes by code, and open tasks by kind', () => {
    expect(summary['refusedChanges']).toEqual({ 'paid-through-debtor-system': 2 });
    expect(summary['tasks']).toEqual({ open: { 'missing-cvr': 1 } });
  });

  it('counts subjects with gaps, of balances, tasks and patrons', () => {
    const lost = new Set<Update | undefined>([heard[0], heard[14], heard[9]]);
    expect(
      bookOf(
        own,
        heard.filter((update) => !lost.has(update)),
      ).summary()['gaps'],
    ).toBe(3);
    expect(bookOf(own, [...heard, { ...replaced, sequence: '3' }]).summary()['gaps']).toBe(1);
    expect(summary['gaps']).toBe(0);
  });

  it('keeps balances of others apart', () => {
    const { published, others, byTransfer } = bookOf([], heard).summary();
    expect([published.count, others, byTransfer]).toEqual([0, 5, {}]);
  });
});

describe('a balance', () => {
  it('is shown with every movement in order', () => {
    expect(bookOf(own, heard.toReversed()).view(agencyId, '1')).toMatchObject({
      transfer: { transfer: 'accepted', warnings: [{ code: 'W', text: 'Hm.' }], at },
      movements: [
        { number: 1, transfer: 'queued' },
        { number: 2, transfer: 'accepted' },
        { number: 3, type: 'payment', ore: 20_000, remainingOre: 3_000 },
        { number: 4, type: 'payment_reduction', ore: 5_000 },
        { number: 5, type: 'write_off', remainingOre: 0 },
      ],
      account: { paidOre: 15_000, writtenOffOre: 8_000, outstandingOre: 0, agrees: true },
      gaps: 0,
    });
  });

  it('is shown with its tasks and what was refused', () => {
    const book = bookOf(own, heard);
    expect(book.view(agencyId, '2')).toMatchObject({ refusedChanges: [{ refusedId: '2-3' }] });
    expect(book.view(agencyId, '4')).toMatchObject({
      tasks: [
        { taskId: 'a', isOpen: true },
        { taskId: 'b', isOpen: false },
      ],
    });
    expect(book.view(agencyId, '99')).toBeUndefined();
  });

  it('that is cancelled after it was paid leaves a credit', () => {
    const events = [created('1', '100.00'), said('1', 2, 'cancelled', {})];
    const updates = [
      transfer('1', 1, 'accepted'),
      transaction('1', 2, 'payment', ['100.00', '0.00']),
      answered('1', 3, '1-2'),
    ];
    expect(bookOf(events, updates).summary()).toMatchObject({
      writtenDown: { ore: 10_000 },
      outstanding: { ore: 0 },
      credit: { ore: 10_000 },
    });
  });

  it('whose change is rejected still owes what it owed', () => {
    const events = [created('1', '100.00'), said('1', 2, 'amount-changed', { newAmount: '40.00' })];
    const updates = [transfer('1', 1, 'accepted'), answered('1', 2, '1-2', 'rejected')];
    expect(bookOf(events, updates).summary()).toMatchObject({
      writtenDown: { ore: 0 },
      outstanding: { ore: 10_000 },
    });
  });

  it('that is reimbursed is written down by what was covered, or by the amount asked for', () => {
    const updates = [
      transfer('1', 1, 'accepted'),
      transaction('1', 2, 'payment', ['100.00', '0.00']),
      answered('1', 3, '1-2'),
    ];
    const after = (data: object): unknown =>
      bookOf(
        [created('1', '100.00'), said('1', 2, 'reimbursement-requested', data)],
        updates,
      ).summary();
    expect(after({})).toMatchObject({ writtenDown: { ore: 10_000 }, credit: { ore: 10_000 } });
    expect(after({ amount: '60.00' })).toMatchObject({
      writtenDown: { ore: 6_000 },
      credit: { ore: 6_000 },
    });
  });

  it('of which we are told another remaining amount than we reckon is a difference', () => {
    const updates = [
      transfer('1', 1, 'accepted'),
      transaction('1', 2, 'payment', ['30.00', '60.00']),
    ];
    expect(bookOf([created('1', '100.00')], updates).summary()['differences']).toBe(1);
  });
});

describe('what is heard', () => {
  it('gives the same picture in any order, doubled, and mixed with what we say', () => {
    const picture = pictureOf(bookOf(own, heard));
    type Step = { event: OwnEvent } | { update: Update };
    const steps: Step[] = [
      ...own.map((event) => ({ event })),
      ...heard.map((update) => ({ update })),
    ];
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...steps, ...steps], { minLength: 2 * steps.length }),
        (shuffled) => {
          const book = new LibraryBook();
          for (const step of shuffled) {
            if ('event' in step) book.say(step.event);
            else book.hear(step.update);
          }
          expect(pictureOf(book)).toEqual(picture);
        },
      ),
      { numRuns: 200 },
    );
  });
});
