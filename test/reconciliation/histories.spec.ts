import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@libs/testing';
import {
  Bookkeeping,
  municipality,
} from '../../apps/payment-reconciliation/src/bookkeeping.fixture.js';
import { sumsOf } from '../../simulators/debtor-systems/books.js';
import { Chance } from '../../simulators/debtor-systems/chance.js';
import { LivedThrough, livesOf, statedOf, type Said } from './lives.fixture.js';

/** `HISTORIES=20000 HISTORIES_SEED=7 npm run test:whole -- --testPathPatterns reconciliation/histories` for others, and more. */
const count = Number(process.env['HISTORIES'] ?? 2_000);
const seed = Number(process.env['HISTORIES_SEED'] ?? 20_261_123);
const minuteMs = 60_000;
const pageSize = 500;

let books: Bookkeeping;
const lived = new LivedThrough();

beforeAll(async () => {
  books = await Bookkeeping.open();
  livesOf(seed, count).forEach((life, at) => {
    lived.live(life, `fee-${String(at)}`);
  });
  const messages = lived.said.map(({ event, at }: Said) => books.neighbour.write([event], at));
  await books.neighbour.publish(doubledAndShuffled(messages.flat()));
  await eventually(settled, { withinMs: 5 * minuteMs, everyMs: 100 });
}, 10 * minuteMs);
afterAll(() => books.close(), minuteMs);

/** Every message once, every other one twice, in an order that the seed gives. */
function doubledAndShuffled<Message>(messages: readonly Message[]): readonly Message[] {
  const chance = new Chance(seed);
  return [...messages, ...messages.filter((_, at) => at % 2 === 0)]
    .map((message, at) => ({ message, place: chance.of(`place ${String(at)}`) }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ message }) => message);
}

const total = (): number => [...lived.movements.values()].reduce((sum, one) => sum + one, 0);

async function settled(): Promise<void> {
  const [row] = await books.database.query<{ counted: string; accepted: string }>(
    `SELECT (SELECT count(DISTINCT (receivable_id, transaction_id)) FROM ledger_entry) AS counted,
       (SELECT count(*) FROM balance WHERE transfer #>> '{shown,transfer}' = 'accepted') AS accepted`,
  );
  expect([Number(row?.counted), Number(row?.accepted)]).toEqual([total(), count]);
}

type Remaining = { readonly sequence: number; readonly amount: string };

describe(`${String(count)} receivables' histories, shuffled and doubled (seed ${String(seed)})`, () => {
  it('R53 leave outstanding here what is outstanding at the debtor system, øre for øre', async () => {
    const rows = await books.database.query<{ receivable_id: string; ore: string }>(
      `SELECT receivable_id, sum(amount_ore) AS ore FROM ledger_entry WHERE account IN ('receivable', 'credit') GROUP BY receivable_id`,
    );
    const here = new Map(rows.map((row) => [row.receivable_id, Number(row.ore)]));
    const there = new Map(
      lived.books
        .all()
        .map((one) => [one.charge.receivableId, sumsOf(one).outstandingOre] as const),
    );
    expect(here).toEqual(there);
  });

  it('R52 count every movement once, and balance in each', async () => {
    const unbalanced = await books.database.query(
      `SELECT receivable_id, transaction_id FROM ledger_entry GROUP BY receivable_id, transaction_id HAVING sum(amount_ore) <> 0`,
    );
    const rows = await books.database.query<{ receivable_id: string; movements: string }>(
      `SELECT receivable_id, count(DISTINCT transaction_id) AS movements FROM ledger_entry GROUP BY receivable_id`,
    );
    expect(unbalanced).toEqual([]);
    expect(new Map(rows.map((row) => [row.receivable_id, Number(row.movements)]))).toEqual(
      lived.movements,
    );
  });

  it('R53 keep no debt below zero, and no credit beside a debt', async () => {
    const wrong = await books.database.query(
      `SELECT receivable_id FROM (SELECT receivable_id, sum(amount_ore) FILTER (WHERE account = 'receivable') AS debt,
           coalesce(sum(amount_ore) FILTER (WHERE account = 'credit'), 0) AS credit FROM ledger_entry GROUP BY receivable_id) AS stands
       WHERE debt < 0 OR credit > 0 OR (debt > 0 AND credit < 0)`,
    );
    expect(wrong).toEqual([]);
  });

  it('R49 end, for the library, with what is left to pay', async () => {
    const reported = lived.said.filter(({ event }) => 'transactionId' in event).length;
    await eventually(() => {
      expect(movementsHeard()).toHaveLength(reported);
    });
    const last = new Map<string, Remaining>();
    for (const { sequence, data } of movementsHeard()) {
      const known = last.get(String(data['feeId']));
      if (known === undefined || known.sequence < Number(sequence))
        last.set(String(data['feeId']), {
          sequence: Number(sequence),
          amount: String(data['remainingAmount']),
        });
    }
    const rows = await books.database.query<{ fee_id: string; ore: string }>(
      `SELECT fee_id, coalesce(sum(amount_ore) FILTER (WHERE account = 'receivable'), 0) AS ore
       FROM ledger_entry JOIN balance USING (receivable_id)
       WHERE fee_id = ANY($1) GROUP BY fee_id`,
      [[...last.keys()]],
    );
    const lowered = new Set(
      lived.said.flatMap(({ event }) =>
        'reductionId' in event && 'feeId' in event ? [event.feeId] : [],
      ),
    );
    const unlowered = rows.filter(({ fee_id: feeId }) => !lowered.has(feeId));
    expect(unlowered.map(({ fee_id: feeId }) => [feeId, last.get(feeId)?.amount])).toEqual(
      unlowered.map(({ fee_id: feeId, ore }) => [feeId, (Number(ore) / 100).toFixed(2)]),
    );
  });

  it('R53 reconcile without a difference', async () => {
    const period = { from: '2026-01-01', to: '2030-12-31' };
    const path = `/reconciliations/${municipality}`;
    expect((await books.postJson(path, period)).status).toBe(202);
    const stated = lived.books.all().map(statedOf);
    await books.answerStatement(
      ...Array.from({ length: Math.ceil(stated.length / pageSize) }, (_, page) =>
        stated.slice(page * pageSize, (page + 1) * pageSize),
      ),
    );

    await eventually(
      async () => {
        const answer = await books.request(`${path}?from=${period.from}&to=${period.to}`);
        expect(await answer.json()).toMatchObject({
          run: { state: 'done' },
          differences: [],
          ours: { receivables: count },
          theirs: { receivables: count },
        });
      },
      { withinMs: minuteMs },
    );
  });
});

function movementsHeard() {
  return books.heard.filter(({ type }) => type.includes('balance.transaction-registered'));
}
