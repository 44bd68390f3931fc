import { beforeEach, describe, expect, it } from '@jest/globals';
import { HeardBook, type Update } from './heard-book.js';

let book: HeardBook;
beforeEach(() => {
  book = new HeardBook(10);
});

function update(event: string, sequence: number, data: Update['data']): Update {
  const type = `dk.debitorbro.balance.${event}.v1`;
  return { type, sequence: String(sequence), data: { feeId: 'c3', ...data } };
}

const accepted = update('transfer-changed', 2, { transfer: 'accepted' });
const paid = (sequence: number, transactionId: string): Update =>
  update('transaction-registered', sequence, { transactionId, type: 'payment', amount: '-40.50' });

describe('what the library has heard', () => {
  it('has the transfer that was told last by sequence, in whatever order updates come', () => {
    book.hear(accepted);
    book.hear(update('transfer-changed', 1, { transfer: 'queued' }));
    expect(book.of(3)).toMatchObject({ transfer: 'accepted', acceptances: 1, gaps: 0 });
  });

  it('counts a repeat of an update once, and finds no fault with it', () => {
    expect([book.hear(accepted), book.hear(accepted)]).toEqual([3, undefined]);
    expect(book.of(3).acceptances).toBe(1);
    expect([book.contradictions, book.heardCount]).toEqual([[], 2]);
  });

  it('finds one number with two contents', () => {
    book.hear(accepted);
    book.hear(update('transfer-changed', 2, { transfer: 'rejected' }));
    expect(book.contradictions).toEqual(['c3: update 2 has two contents']);
  });

  it('finds a payment that is told under two numbers', () => {
    book.hear(paid(3, 't1'));
    book.hear(paid(4, 't1'));
    expect(book.contradictions).toEqual(['c3: transaction t1 registered twice']);
    expect(book.of(3)).toMatchObject({ payments: 2, paidOre: 8_100 });
  });

  it('finds a change that is answered twice, and one that is rejected', () => {
    book.hear(update('change-answered', 3, { changeId: 'c3-2', state: 'accepted' }));
    book.hear(update('change-answered', 4, { changeId: 'c3-2', state: 'accepted' }));
    book.hear(update('change-answered', 5, { changeId: 'c3-3', state: 'rejected' }));
    expect(book.contradictions).toEqual([
      'c3: c3-2 answered as accepted twice',
      'c3: c3-3 answered as rejected',
    ]);
    expect(book.of(3).answered).toEqual([2, 3]);
  });

  it('counts the numbers that are missing', () => {
    book.hear(paid(5, 't1'));
    expect(book.of(3).gaps).toBe(4);
  });

  it('leaves what is no balance of the run', () => {
    expect(book.hear({ ...accepted, data: { feeId: 'planted1' } })).toBeUndefined();
    expect(book.hear({ ...accepted, data: { feeId: 'c10' } })).toBeUndefined();
  });
});
