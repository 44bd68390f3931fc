import { bookOf, outstandingOre, type Book } from './many-books.fixture.js';

/** A difference that a test has put there, by the receivable's id. */
export type Planted = ReadonlyMap<
  string,
  'missing-here' | 'missing-there' | 'amount' | 'state' | 'timing'
>;

const eachType = 20;
const types = ['missing-here', 'missing-there', 'amount', 'state', 'timing'] as const;

/** Twenty of each type, spread over the books; open receivables all, but for those that are missing here. */
export function plant(count: number): Planted {
  const stride = Math.floor(count / (types.length * eachType));
  return new Map(
    types.flatMap((type, place) =>
      Array.from({ length: eachType }, (_, at) => {
        const number = 1 + (at * types.length + place) * stride;
        return [type === 'missing-here' ? unheardOf(at) : openFrom(number), type] as const;
      }),
    ),
  );
}

/** Numbers whose books are open are at most a few apart. */
function openFrom(number: number): string {
  const book = bookOf(number);
  return outstandingOre(book) > 0 ? book.receivableId : openFrom(number + 1);
}

function unheardOf(at: number): string {
  return `ffffffff-0000-4000-8000-${String(at).padStart(12, '0')}`;
}

/** The debtor system's list of what is open, as it would be with the differences in it. */
export function* openList(count: number, planted: Planted, now: string): Generator<string> {
  yield 'receivable_id,outstanding,last_movement_at\n';
  for (const [id, type] of planted) if (type === 'missing-here') yield `${id},12.50,\n`;
  let lines = '';
  for (let number = 1; number <= count; number += 1) {
    lines += lineOf(bookOf(number), planted, now);
    if (number % 1_000 > 0 && number < count) continue;
    yield lines;
    lines = '';
  }
}

function lineOf(book: Book, planted: Planted, now: string): string {
  const { receivableId } = book;
  const type = planted.get(receivableId);
  const ore = outstandingOre(book);
  if (ore === 0 || type === 'missing-there') return '';
  const stated = type === 'amount' || type === 'timing' ? ore + 1 : ore;
  return `${receivableId},${(stated / 100).toFixed(2)},${type === 'timing' ? now : ''}\n`;
}
