import { Money, parseDate, parseInstant } from '@libs/kernel';
import type { EntryType } from '../domain/ledger/ledger-entry.js';
import type { Reported } from '../domain/ledger/ledger-event.js';
import type { OpenTasks, ReceivableLedger } from '../domain/ledger/receivable-ledger.js';
import type { BalanceTransfer, TransferShown } from '../domain/transfer/transfer.js';

/** A receivable's books, and the reversals that wait in them for their original (R52). */
export type Books = { readonly ledger: ReceivableLedger; readonly waiting: readonly Reported[] };

type SumName = keyof ReceivableLedger['sums'];

export type BooksDocument = {
  readonly receivableId: string;
  readonly municipalityCode: string;
  readonly creationDate: string;
  readonly ore: Readonly<Record<SumName, number>>;
  readonly counted: readonly {
    readonly id: string;
    readonly type: EntryType;
    readonly ore: number;
    readonly reversedOre: number;
    readonly disputedOre?: number;
    readonly parent?: string;
  }[];
  readonly openTasks: OpenTasks;
  readonly waiting: readonly (Omit<Reported, 'amount' | 'registeredAt' | 'effectiveDate'> & {
    readonly ore: number;
    readonly registeredAt: string;
    readonly effectiveDate: string;
  })[];
};

export type TransferDocument = Omit<BalanceTransfer, 'shown' | 'releasedAt' | 'toldAt'> & {
  readonly releasedAt?: string;
  readonly toldAt?: string;
  readonly shown?: Omit<TransferShown, 'at'> & { readonly at: string };
};

export function booksDocument({ ledger, waiting }: Books): BooksDocument {
  const { receivableId, municipalityCode, creationDate, sums, counted, openTasks } = ledger;
  return {
    receivableId,
    municipalityCode,
    creationDate: creationDate.toString(),
    ore: {
      charged: sums.charged.ore,
      writtenDown: sums.writtenDown.ore,
      covered: sums.covered.ore,
      writtenOff: sums.writtenOff.ore,
      disputed: sums.disputed.ore,
    },
    counted: [...counted].map(
      ([id, { type, amount, reversed, disputed, parentTransactionId }]) => ({
        id,
        type,
        ore: amount.ore,
        reversedOre: reversed.ore,
        ...(disputed !== undefined && { disputedOre: disputed.ore }),
        ...(parentTransactionId !== undefined && { parent: parentTransactionId }),
      }),
    ),
    openTasks,
    waiting: waiting.map(({ amount, registeredAt, effectiveDate, ...told }) => ({
      ...told,
      ore: amount.ore,
      registeredAt: registeredAt.toString(),
      effectiveDate: effectiveDate.toString(),
    })),
  };
}

export function booksOf(
  { agencyId, feeId }: { agencyId: string; feeId: string },
  document: BooksDocument,
): Books {
  const { receivableId, municipalityCode, creationDate, ore, counted, openTasks, waiting } =
    document;
  const money = Money.ofOre.bind(Money);
  return {
    ledger: {
      receivableId,
      municipalityCode,
      agencyId,
      feeId,
      creationDate: parseDate(creationDate),
      sums: {
        charged: money(ore.charged),
        writtenDown: money(ore.writtenDown),
        covered: money(ore.covered),
        writtenOff: money(ore.writtenOff),
        disputed: money(ore.disputed),
      },
      counted: new Map(
        counted.map(({ id, type, ore: amountOre, reversedOre, disputedOre, parent }) => [
          id,
          {
            type,
            amount: money(amountOre),
            reversed: money(reversedOre),
            ...(disputedOre !== undefined && { disputed: money(disputedOre) }),
            ...(parent !== undefined && { parentTransactionId: parent }),
          },
        ]),
      ),
      openTasks,
    },
    waiting: waiting.map(
      ({ ore: amountOre, registeredAt, effectiveDate, ...told }) =>
        ({
          ...told,
          amount: money(amountOre),
          registeredAt: parseInstant(registeredAt),
          effectiveDate: parseDate(effectiveDate),
        }) as Reported,
    ),
  };
}

export function transferDocument({
  shown,
  releasedAt,
  toldAt,
  ...transfer
}: BalanceTransfer): TransferDocument {
  return {
    ...transfer,
    ...(shown !== undefined && { shown: { ...shown, at: shown.at.toString() } }),
    ...(releasedAt !== undefined && { releasedAt: releasedAt.toString() }),
    ...(toldAt !== undefined && { toldAt: toldAt.toString() }),
  };
}

export function transferOf({
  shown,
  releasedAt,
  toldAt,
  ...transfer
}: TransferDocument): BalanceTransfer {
  return {
    ...transfer,
    ...(shown !== undefined && { shown: { ...shown, at: parseInstant(shown.at) } }),
    ...(releasedAt !== undefined && { releasedAt: parseInstant(releasedAt) }),
    ...(toldAt !== undefined && { toldAt: parseInstant(toldAt) }),
  };
}
