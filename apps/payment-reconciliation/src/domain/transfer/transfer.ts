import type { Instant } from '@libs/kernel';
import type { StandingPoint } from './standing-point.js';
import { BEFORE_ALL } from './standing-point.js';
import type { Answer, AnswersWhat, Reason, Transfer } from './transfer-news.js';

/** What the library is told of a balance's transfer, whole each time. */
export type TransferShown = {
  readonly transfer: Transfer;
  readonly reason?: Reason;
  readonly at: Instant;
};

/** What we remember of a balance, to tell newer from older and to clear what we raised. */
export type BalanceTransfer = {
  readonly agencyId: string;
  readonly feeId: string;
  /** None until the first stage has spoken of it. */
  readonly shown?: TransferShown;
  readonly point: StandingPoint;
  /** When it was released, until the debtor system has answered its charge for the first time. */
  readonly releasedAt?: Instant;
  /** When the library says that it was charged, as long as `releasedAt` is there; unknown of one that was kept or held. */
  readonly toldAt?: Instant;
  /** What the debtor system's counterpart would refuse later (R41); goes along with every answer to the charge. */
  readonly warnings: readonly Reason[];
  /** Whether staff have a task open for the rejected charge. */
  readonly chargeRejected: boolean;
  /** The library cancelled it after it was sent (R45): nobody need cure its charge any more. */
  readonly takenBack: boolean;
  /** The changes whose rejection staff have a task open for. */
  readonly changesRejected: readonly string[];
};

export function unheardOf(agencyId: string, feeId: string): BalanceTransfer {
  const nothing = { warnings: [], chargeRejected: false, takenBack: false, changesRejected: [] };
  return { agencyId, feeId, point: BEFORE_ALL, ...nothing };
}

type About = { readonly agencyId: string; readonly feeId: string };

export type TransferOutcome =
  | (About & {
      readonly kind: 'transfer-changed';
      readonly transfer: Transfer;
      readonly reason?: Reason;
      readonly warnings?: readonly Reason[];
      readonly at: Instant;
    })
  | (About & {
      readonly kind: 'change-answered';
      readonly changeType: string;
      readonly changeId: string;
      readonly state: Answer;
      readonly reason?: Reason;
      readonly at: Instant;
    })
  | (About & {
      readonly kind: 'change-refused';
      readonly refusedType: string;
      readonly refusedId: string;
      readonly reason: Reason;
    })
  | (About & {
      readonly kind: 'task-raised';
      readonly task: 'rejected-by-debtor-system';
      readonly concerns: AnswersWhat;
      readonly text: string;
    })
  | (About & {
      readonly kind: 'task-cleared';
      readonly task: 'rejected-by-debtor-system';
      /** For a change its id is enough: its type was told when the task was raised. */
      readonly concerns:
        { readonly kind: 'charge' } | { readonly kind: 'change'; readonly changeId: string };
    });

export type TransferStep = {
  readonly state: BalanceTransfer;
  readonly outcomes: readonly TransferOutcome[];
};
