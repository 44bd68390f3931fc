import { createHash } from 'node:crypto';
import {
  BalanceChangeAnswered,
  BalanceChangeRefused,
  BalanceTransactionRegistered,
  BalanceTransferChanged,
  TaskCleared,
  TaskRaised,
} from '@libs/contracts';
import type { LedgerOutcome } from '../domain/ledger/ledger-outcome.js';
import type { TransferOutcome } from '../domain/transfer/transfer.js';

type About = { readonly agencyId: string; readonly feeId: string };

/** What the library hears of an outcome of the transfer. */
export function transferUpdate(outcome: TransferOutcome): object {
  const { agencyId, feeId } = outcome;
  const of = { agencyId, feeId };
  switch (outcome.kind) {
    case 'transfer-changed': {
      const { transfer, reason, warnings, at } = outcome;
      return Object.assign(new BalanceTransferChanged(), {
        ...of,
        transfer,
        ...defined({ reason, warnings }),
        at: at.toString(),
      });
    }
    case 'change-answered': {
      const { changeType, changeId, state, reason, at } = outcome;
      return Object.assign(new BalanceChangeAnswered(), {
        ...of,
        changeType,
        changeId,
        state,
        ...defined({ reason }),
        at: at.toString(),
      });
    }
    case 'change-refused': {
      const { refusedType, refusedId, reason } = outcome;
      return Object.assign(new BalanceChangeRefused(), { ...of, refusedType, refusedId, reason });
    }
    case 'task-raised':
      return taskRaised(of, {
        kind: outcome.task,
        concern: concernOf(outcome.concerns),
        text: outcome.text,
      });
    case 'task-cleared':
      return taskCleared(of, { kind: outcome.task, concern: concernOf(outcome.concerns) });
  }
}

/** What the library hears of an outcome of the ledger; some are ours alone. */
export function ledgerUpdate(outcome: LedgerOutcome): object[] {
  switch (outcome.kind) {
    case 'transaction-registered': {
      const {
        agencyId,
        feeId,
        transactionId,
        parentTransactionId,
        type,
        amount,
        remainingAmount,
        effectiveDate,
        registeredAt,
        channel,
      } = outcome;
      const amounts = {
        amount: amount.toKroner(),
        remainingAmount: remainingAmount.toKroner(),
        effectiveDate: effectiveDate.toString(),
        registeredAt: registeredAt.toString(),
      };
      return [
        Object.assign(new BalanceTransactionRegistered(), {
          agencyId,
          feeId,
          transactionId,
          type,
          ...amounts,
          ...defined({ parentTransactionId, channel }),
        }),
      ];
    }
    case 'task-raised':
      return [
        taskRaised(outcome, {
          kind: outcome.task,
          concern: outcome.receivableId,
          text: outcome.text,
        }),
      ];
    case 'task-cleared':
      return [taskCleared(outcome, { kind: outcome.task, concern: outcome.receivableId })];
    default:
      return [];
  }
}

/** @param concern what of the balance it is about, so that two tasks of a kind on one balance are two. */
export function taskRaised(
  { agencyId, feeId }: About,
  task: { kind: string; concern: string; text: string; patronId?: string | undefined },
): TaskRaised {
  const { kind, concern, text, patronId } = task;
  return Object.assign(new TaskRaised(), {
    agencyId,
    taskId: taskIdOf(agencyId, feeId, kind, concern),
    kind,
    feeId,
    ...defined({ patronId }),
    text,
  });
}

export function taskCleared(
  { agencyId, feeId }: About,
  { kind, concern }: { kind: string; concern: string },
): TaskCleared {
  return Object.assign(new TaskCleared(), {
    agencyId,
    taskId: taskIdOf(agencyId, feeId, kind, concern),
    kind,
    feeId,
    text: 'Opgaven er løst.',
  });
}

function concernOf(
  concerns: { readonly kind: 'charge' } | { readonly kind: 'change'; readonly changeId: string },
): string {
  return concerns.kind === 'charge' ? 'charge' : concerns.changeId;
}

/** The same task has the same id each time it is raised, so its raising and clearing are one numbered stream. */
function taskIdOf(...names: readonly string[]): string {
  return createHash('sha256').update(names.join('\0')).digest('hex').slice(0, 32);
}

type Defined<Part> = { [Name in keyof Part]?: Exclude<Part[Name], undefined> };

function defined<Part extends object>(part: Part): Defined<Part> {
  return Object.fromEntries(
    Object.entries(part).filter(([, value]) => value !== undefined),
  ) as Defined<Part>;
}
