import { describe, expect, it } from '@jest/globals';
import { PermanentFailure, Temporal, TransientFailure } from '@libs/kernel';
import type { Log } from '@libs/observability';
import type { BookedReceivable } from '../domain/booked-receivable.js';
import type { BookedAccounts, BookedOnAccount, BooksOutcome, Part } from '../ports/debtor-books.js';
import type { DebtorSystem } from '../ports/debtor-system.js';
import { LaneTraffic } from './lane-traffic.js';
import { ReadPart, type Reading } from './read-part.js';

const lane = { municipalityCode: '615', municipalityCvr: '29189889', endpoint: 'http://127.0.0.1' };
const log = { warn: () => undefined } as unknown as Log;

function booked(receivableId: string): BookedReceivable {
  const registeredAt = Temporal.Instant.from('2026-11-23T12:00:00Z');
  const movements = [{ kind: 'charge', amountOre: 23_000, registeredAt }] as const;
  return { receivableId, outstandingOre: 23_000, movements };
}

type Answers = {
  readonly accounts?: BooksOutcome<BookedAccounts>;
  readonly account: (accountId: string, part: Part) => BooksOutcome<BookedOnAccount>;
};
const told = <Told>(what: Told): BooksOutcome<Told> => ({ kind: 'told', told: what });
const tooLarge = { kind: 'no-answer', why: 'too-large', code: 'too-large' } as const;

class Asked {
  readonly traffic = new LaneTraffic('615', () => ({
    ...{ callsMax: 16, callsPerSecond: undefined, windows: [] },
  }));
  readonly parts: (readonly [string, Part])[] = [];
  sideBySide = 0;
  private underWay = 0;

  constructor(private readonly answers: Answers) {}

  read(goesOn: Reading['goesOn'] = () => Promise.resolve(true)) {
    const two = told({ accountIds: ['a', 'b'], mark: 'm' });
    const system: Pick<DebtorSystem, 'accounts' | 'account'> = {
      accounts: () => this.during(() => this.answers.accounts ?? two),
      account: (accountId, part) =>
        this.during(() => {
          this.parts.push([accountId, part]);
          return this.answers.account(accountId, part);
        }),
    };
    const reading = { traffic: this.traffic, lane, goesOn };
    return new ReadPart(system as DebtorSystem, log).read(undefined, reading);
  }

  private async during<Result>(answer: () => Result): Promise<Result> {
    this.underWay += 1;
    this.sideBySide = Math.max(this.sideBySide, this.underWay);
    await new Promise((later) => setImmediate(later));
    this.underWay -= 1;
    return answer();
  }
}

const none = told({ receivables: [], mark: undefined });

describe('R53 a part of a statement', () => {
  it('holds what stands on each account of the list, and where that goes on', async () => {
    const asked = new Asked({
      account: (id) => told({ receivables: [booked(`on ${id}`)], mark: undefined }),
    });

    expect(await asked.read()).toMatchObject({
      kind: 'read',
      receivables: [{ receivableId: 'on a' }, { receivableId: 'on b' }],
      mark: 'm',
    });
  });

  it('asks on where an account’s answer was cut', async () => {
    const asked = new Asked({
      accounts: told({ accountIds: ['a'], mark: undefined }),
      account: (_, { after = '0' }) =>
        told({
          receivables: [booked(after)],
          mark: after === '3' ? undefined : String(Number(after) + 1),
        }),
    });

    const end = await asked.read();
    if (end.kind !== 'read') throw new Error(end.kind);
    expect(end.receivables.map((one) => one.receivableId)).toEqual(['0', '1', '2', '3']);
  });

  it('asks for less where the answer is larger than we read', async () => {
    const asked = new Asked({
      accounts: told({ accountIds: ['a'], mark: undefined }),
      account: (_, { itemsMax }) => (itemsMax > 30 ? tooLarge : none),
    });

    expect(await asked.read()).toMatchObject({ kind: 'read' });
    expect(asked.parts.map(([, { itemsMax }]) => itemsMax)).toEqual([100, 50, 25]);
  });

  it('has an end where one receivable alone is too large, and where an account has none', async () => {
    const large = new Asked({ account: () => tooLarge });
    expect(await large.read()).toEqual({ kind: 'not-read', failure: { kind: 'too-large' } });

    let nth = 0;
    const endless = new Asked({
      accounts: told({ accountIds: ['a'], mark: undefined }),
      account: () => told({ receivables: [], mark: String((nth += 1)) }),
    });
    expect(await endless.read()).toEqual({ kind: 'not-read', failure: { kind: 'too-large' } });
  });

  it('leaves out an account that is gone since it was listed', async () => {
    const asked = new Asked({
      account: (id) =>
        id === 'a' ? { kind: 'rejected', why: 'unknown-account', code: 'c' } : none,
    });

    expect(await asked.read()).toMatchObject({ kind: 'read', receivables: [] });
  });

  it.each<[BooksOutcome<BookedOnAccount>, object]>([
    [{ kind: 'rejected', why: 'other', code: 'c' }, { kind: 'refused' }],
    [
      { kind: 'fault', whose: 'message', code: 'c' },
      { kind: 'fault', blames: 'message' },
    ],
    [{ kind: 'no-answer', why: 'timeout', code: 'c' }, { kind: 'no-answer' }],
    [{ kind: 'no-answer', why: 'unreadable', code: 'c' }, { kind: 'unreadable' }],
  ])('is not read where one answer is %j', async (outcome, failure) => {
    const asked = new Asked({ account: () => outcome });

    expect(await asked.read()).toEqual({ kind: 'not-read', failure });
    expect(asked.traffic.circuit).toMatchObject({ kind: 'closed', failures: 0 });
  });

  it('R55 tells the lane where nobody is there', async () => {
    const nobody = { kind: 'no-answer', why: 'not-connected', code: 'ECONNREFUSED' } as const;
    const asked = new Asked({ account: () => nobody });

    expect(await asked.read()).toMatchObject({ failure: { kind: 'no-answer' } });
    expect(asked.traffic.circuit).toMatchObject({ kind: 'closed', failures: 2 });
    expect(asked.traffic.trouble?.code).toBe('ECONNREFUSED');
  });

  it.each([
    [new TransientFailure('serviceplatform.token-unavailable'), 'no-answer'],
    [new PermanentFailure('serviceplatform.unsendable'), 'unreadable'],
  ])('is not read where a call can’t be made: %s', async (error, kind) => {
    const asked = new Asked({
      account: () => {
        throw error;
      },
    });

    expect(await asked.read()).toEqual({ kind: 'not-read', failure: { kind } });
  });

  it('is interrupted when the lease is lost, and asks nothing more', async () => {
    let calls = 0;
    const asked = new Asked({ account: () => none });

    expect(await asked.read(() => Promise.resolve((calls += 1) === 1))).toEqual({
      kind: 'interrupted',
    });
    expect(asked.parts).toEqual([]);
  });

  it('R55 is interrupted when the lane is paused; a quarter of its calls were questions', async () => {
    const many = Array.from({ length: 9 }, (_, nth) => String(nth));
    const paused = new Asked({
      accounts: told({ accountIds: many, mark: undefined }),
      account: () => {
        paused.traffic.hindered('paused');
        return none;
      },
    });

    expect(await paused.read()).toEqual({ kind: 'interrupted' });
    expect(paused.parts).toHaveLength(4);
    expect(paused.sideBySide).toBe(4);
  });
});
