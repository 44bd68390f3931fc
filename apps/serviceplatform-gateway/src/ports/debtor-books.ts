import type { BookedReceivable } from '../domain/booked-receivable.js';
import type { Silence } from './silence.js';

/** Which part of an answer is wanted: what follows a mark, and how much of it at most. */
export type Part = {
  /** As the former part ended with it; nothing for the first. */
  readonly after: string | undefined;
  readonly itemsMax: number;
};

/** Accounts of ours in one municipality, in the order of their ids. */
export type BookedAccounts = {
  readonly accountIds: readonly string[];
  /** Where the next part begins; nothing after the last. */
  readonly mark: string | undefined;
};

/** What stands on one account now, in the order of ids; what was moved to another account is not among it. */
export type BookedOnAccount = {
  readonly receivables: readonly BookedReceivable[];
  readonly mark: string | undefined;
};

/** How a question ended. A rejection names the account as unknown, or is the debtor system's last word on the question. */
export type BooksOutcome<Told> =
  | { readonly kind: 'told'; readonly told: Told }
  | { readonly kind: 'rejected'; readonly why: 'unknown-account' | 'other'; readonly code: string }
  | {
      readonly kind: 'fault';
      readonly whose: 'message' | 'receiver';
      /** What exactly, for operators. */
      readonly code: string;
    }
  | {
      readonly kind: 'no-answer';
      /** `too-large`: the answer is longer than we read; a smaller part may do. */
      readonly why: Silence | 'too-large';
      readonly code: string;
    };
