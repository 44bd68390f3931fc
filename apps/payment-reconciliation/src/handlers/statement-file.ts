import { once } from 'node:events';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { isUuid, Money, Temporal, type Instant } from '@libs/kernel';
import { CsvError, parse, type Info } from 'csv-parse';
import type { StatementLine } from '../persistence/statement-lines.js';

/** What a list of open receivables must hold; the rest of its columns is left alone. */
const statementColumns = {
  receivable: 'receivable_id',
  outstanding: 'outstanding',
  movedAt: 'last_movement_at',
} as const;

/** A list that can't be believed: where and what, without quoting it. */
export class UnreadableStatement extends Error {
  constructor(
    readonly line: number,
    readonly column: string,
    readonly detail: string,
  ) {
    super(`Line ${String(line)}, ${column}: ${detail}`);
    this.name = 'UnreadableStatement';
  }
}

type Row = { readonly info: Info; readonly record: Readonly<Record<string, string>> };

const recordLengthMax = 10_000;
const kroner = /^-?\d{1,12}[.,]\d{2}$/;

/**
 * Reads a debtor system's list of open receivables: CSV with a header, by comma or semicolon, UTF-8.
 * @throws UnreadableStatement for the first line with a fault
 */
export async function* linesIn(
  file: Readable,
  chunkSize: number,
): AsyncGenerator<readonly StatementLine[]> {
  const text = new PassThrough();
  pipeline(file, text, () => undefined); // whatever ends the file early ends the reading too
  const header = new Header();
  const parser = text.pipe(
    parse({
      bom: true,
      columns: (names: string[]) => header.read(names),
      delimiter: await delimiterOf(text),
      info: true,
      max_record_size: recordLengthMax,
      skip_empty_lines: true,
      trim: true,
    }),
  );
  text.on('error', (error) => parser.destroy(error));
  let lines: StatementLine[] = [];
  try {
    for await (const row of parser) {
      lines.push(lineIn(row as Row));
      if (lines.length < chunkSize) continue;
      yield lines;
      lines = [];
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error;
  }
  header.require();
  yield lines;
}

/** A header with a semicolon is parted by semicolons, as Danish spreadsheets write, whose amounts have commas. */
async function delimiterOf(text: Readable): Promise<string> {
  await once(text, 'readable');
  const start = text.read() as Buffer | null;
  if (start === null) return ',';
  text.unshift(start);
  const [header = ''] = start.toString('utf8').split('\n', 1);
  return header.includes(';') ? ';' : ',';
}

/** Understands whether the columns that are needed are there. */
class Header {
  private names: readonly string[] = [];

  read(names: readonly string[]): string[] {
    this.names = names.map((name) => name.toLowerCase());
    this.require();
    return [...this.names];
  }

  /** @throws UnreadableStatement, also for a file without a line */
  require(): void {
    const { receivable, outstanding } = statementColumns;
    const missing = [receivable, outstanding].filter((name) => !this.names.includes(name));
    if (missing.length > 0)
      throw new UnreadableStatement(1, missing.join(', '), 'the header does not name this column');
  }
}

function lineIn({ record, info }: Row): StatementLine {
  const fault = (column: string, detail: string): UnreadableStatement =>
    new UnreadableStatement(info.lines, column, detail);
  const { receivable, outstanding, movedAt } = statementColumns;
  const receivableId = record[receivable]?.toLowerCase() ?? '';
  if (!isUuid(receivableId)) throw fault(receivable, 'must be a UUID');
  const amount = record[outstanding] ?? '';
  if (!kroner.test(amount))
    throw fault(outstanding, 'must be kroner with two decimals, e.g. 230.00');
  const moved = momentIn(record[movedAt] ?? '');
  if (moved === 'malformed')
    throw fault(movedAt, 'must be a time with offset, e.g. 2026-11-24T02:00:00+01:00');
  const closing = Money.fromKroner(amount.replace(',', '.'));
  return { receivableId, theirs: { kind: 'balance', closing, movedAt: moved } };
}

function momentIn(text: string): Instant | undefined | 'malformed' {
  if (text === '') return undefined;
  try {
    return Temporal.Instant.from(text);
  } catch {
    return 'malformed';
  }
}

/** csv-parse's own messages may quote the file. */
function unreadable({ code, lines }: CsvError & { readonly lines?: number }): UnreadableStatement {
  const told: Readonly<Record<string, string>> = {
    CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'it has more or fewer cells than the header',
    CSV_RECORD_INCONSISTENT_COLUMNS: 'it has more or fewer cells than the header',
    CSV_QUOTE_NOT_CLOSED: 'a quotation mark is not closed',
    CSV_INVALID_CLOSING_QUOTE: 'a quotation mark stands within a cell',
    CSV_MAX_RECORD_SIZE: `it is longer than ${String(recordLengthMax)} characters`,
  };
  return new UnreadableStatement(lines ?? 1, 'line', told[code] ?? 'it is no line of CSV');
}
