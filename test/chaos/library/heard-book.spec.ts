import { beforeEach, describe, expect, it } from '@jest/globals';
import { HeardBook, type Update } from './heard-book.js';

let book: HeardBook;
beforeEach(() => {
  book = new HeardBook(10);
});

function update(event: string, sequence: number, data: Update['data']): Update {
  const type = `dk.debitorbro.balance.${event}.v1`;
  const id = `balance/c3/${String(sequence)}`;
  return { id, type, sequence: String(sequence), data: { feeId: 'c3', ...data } };
}

const said = () => book.contradictions.map(({ feeId, text }) => `${feeId ?? ''}: ${text}`);

const accepted = update('transfer-changed', 2, { transfer: 'accepted' });
const paid = (sequence: number, transactionId: string): Update =>
  update('transaction-registered', sequence, { transactionId, type: 'payment', amount: '40.50' });

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
    expect(said()).toEqual(['c3: update 2 has two contents']);
  });

  it('finds a payment that is told under two numbers', () => {
    book.hear(paid(3, 't1'));
    book.hear(paid(4, 't1'));
    expect(said()).toEqual(['c3: transaction t1 registered twice']);
    expect(book.of(3).told.payment).toEqual({ times: 2, ore: 8_100 });
  });

  it('R49 keeps payments, write-offs and the reversals of each apart, and each by its id', () => {
    const types = ['payment', 'payment_reduction', 'write_off', 'write_off_reduction'];
    for (const [at, type] of types.entries())
      book.hear(
        update('transaction-registered', at + 1, {
          ...{ transactionId: `t${String(at)}`, type, amount: `${String(at + 1)}.00` },
        }),
      );
    expect(book.of(3).told).toEqual({
      payment: { times: 1, ore: 100 },
      payment_reduction: { times: 1, ore: 200 },
      write_off: { times: 1, ore: 300 },
      write_off_reduction: { times: 1, ore: 400 },
    });
    expect(book.transactions.get('t3')).toEqual({
      ...{ number: 3, type: 'write_off_reduction', ore: 400 },
    });
  });

  it('finds a movement of a type that nobody knows', () => {
    book.hear(update('transaction-registered', 1, { transactionId: 't1', type: 'gift' }));
    expect(said()).toEqual(['c3: a movement of an unknown type, gift']);
  });

  it('finds one number under two ids, though both say the same', () => {
    book.hear(accepted);
    book.hear({ ...accepted, id: 'balance/c3/2b' });
    expect(said()).toEqual(['c3: update 2 has two contents']);
  });

  it('finds a change that is answered twice, and one that is rejected', () => {
    book.hear(update('change-answered', 3, { changeId: 'c3-2', state: 'accepted' }));
    book.hear(update('change-answered', 4, { changeId: 'c3-2', state: 'accepted' }));
    book.hear(update('change-answered', 5, { changeId: 'c3-3', state: 'rejected' }));
    expect(said()).toEqual([
      'c3: c3-2 answered as accepted twice',
      'c3: c3-3 answered as rejected',
    ]);
    expect(book.of(3).answered).toEqual([2, 3]);
  });

  it('counts the numbers that are missing', () => {
    book.hear(paid(5, 't1'));
    expect(book.of(3).gaps).toBe(4);
  });

  it.each<[string, Update]>([
    ['a planted message', { ...accepted, data: { feeId: 'planted1' } }],
    ['a balance that there is not', { ...accepted, data: { feeId: 'c10' } }],
    ['a task', { ...accepted, type: 'dk.debitorbro.task.raised.v1' }],
    ['a patron', { ...accepted, type: 'dk.debitorbro.patron.replacement-assigned.v1', data: {} }],
  ])('finds an update that no story has: %s', (_, told) => {
    expect(book.hear(told)).toBeUndefined();
    expect(book.contradictions).toEqual([
      {
        ...{ kind: 'different', feeId: told.data.feeId },
        text: `${told.type} was told, and no story has it`,
      },
    ]);
  });
});
