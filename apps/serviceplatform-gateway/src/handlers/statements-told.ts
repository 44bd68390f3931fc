import {
  CodedReason,
  type MovementType,
  type OfStatement,
  receivablesOfPageMax,
  StatedMovement,
  StatedReceivable,
  StatementCompleted,
  StatementFailed,
  StatementPageRead,
} from '@libs/contracts';
import { Money } from '@libs/kernel';
import {
  type BookedMovement,
  type BookedReceivable,
  cutIntoPages,
  foldedMovements,
} from '../domain/booked-receivable.js';
import type { NoStatementBecause, Statement } from '../domain/statement.js';

/** As many as the contract lets one receivable have; a page of more receivables has some times that, well below the limit of a message. */
const limits = {
  movementsOfReceivableMax: 1_000,
  page: { receivablesMax: receivablesOfPageMax, movementsMax: 4_000 },
} as const;

const types: Readonly<Record<BookedMovement['kind'], MovementType>> = {
  charge: 'creation',
  reduction: 'reduction',
  cancellation: 'cancellation',
  reimbursement: 'reimbursement',
  coverage: 'payment',
  'coverage-reversal': 'payment_reduction',
  'write-off': 'write_off',
  'write-off-reversal': 'write_off_reduction',
};

/** R53: what has been read, in pages that a message can hold. */
export function pagesTold(
  statement: Statement,
  receivables: readonly BookedReceivable[],
): StatementPageRead[] {
  const folded = receivables.map((one) => ({
    ...one,
    movements: foldedMovements(one.movements, limits.movementsOfReceivableMax),
  }));
  return cutIntoPages(folded, limits.page).map((page) =>
    Object.assign(new StatementPageRead(), placeOf(statement), {
      receivables: page.map(statedOf),
    }),
  );
}

/** The end of a statement; nothing while it is read. */
export function endTold(statement: Statement): OfStatement[] {
  const { state, receivables } = statement;
  switch (state.kind) {
    case 'reading':
      return [];
    case 'completed':
      return [
        Object.assign(new StatementCompleted(), placeOf(statement), {
          receivables,
          at: state.at.toString(),
        }),
      ];
    case 'failed':
      return [
        Object.assign(new StatementFailed(), placeOf(statement), {
          reason: reasonOf(state.because),
          at: state.at.toString(),
        }),
      ];
  }
}

const texts: Readonly<Record<NoStatementBecause, string>> = {
  'municipality-unknown': 'Ingen aftale siger, hvor kommunens debitorsystem er.',
  refused: 'Debitorsystemet afviste forespørgslen. Spørg dem, der driver det, om adgangen.',
  'too-large': 'Debitorsystemets svar om én fordring er større, end det kan læses.',
  faulted: 'Debitorsystemet meldte fejl, hver gang det blev spurgt. Prøv igen senere.',
  unreadable: 'Debitorsystemets svar kunne ikke læses. Spørg dem, der driver det.',
  'no-answer':
    'Debitorsystemet svarede ikke på forespørgslen. Prøv igen, når banen til det er åben.',
};

function reasonOf(because: NoStatementBecause): CodedReason {
  return Object.assign(new CodedReason(), {
    code: `statement.${because}`,
    text: texts[because],
  });
}

function placeOf({ statementId, municipalityCode }: Statement): OfStatement {
  return { statementId, municipalityCode };
}

function statedOf({ receivableId, outstandingOre, movements }: BookedReceivable): StatedReceivable {
  return Object.assign(new StatedReceivable(), {
    receivableId,
    outstanding: Money.ofOre(outstandingOre).toKroner(),
    movements: movements.map(({ kind, amountOre, registeredAt }) =>
      Object.assign(new StatedMovement(), {
        type: types[kind],
        amount: Money.ofOre(amountOre).toKroner(),
        registeredAt: registeredAt.toString(),
      }),
    ),
  });
}
