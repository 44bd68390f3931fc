import type { Instant } from '@libs/kernel';
import type { StandingPoint } from './standing-point.js';

/** A reason or a warning, by code for machines and in Danish for people. */
export type Reason = { readonly code: string; readonly text: string };

/** What a debtor system gave as its reason. The title is its catalogue's, never free text. */
export type AnswerReason = {
  readonly code: string;
  readonly title: string;
  /** The element concerned, by our word for it, perhaps followed by `/` and its id. */
  readonly pointer?: string;
};

export type Answer = 'sent' | 'accepted' | 'accepted-with-remarks' | 'rejected';

/** Where a balance stands on its way to the debtor system (R14). */
export type Transfer =
  | 'before-cut-off'
  | 'no-agreement'
  | 'left-out'
  | 'awaiting-verification'
  | 'not-transferable'
  | 'queued'
  | 'withdrawn'
  | Answer;

export type ChangeNamed = {
  readonly kind: 'change';
  readonly changeId: string;
  readonly changeType: string;
};

export type AnswersWhat = { readonly kind: 'charge' } | ChangeNamed;

type Said = { readonly at: Instant; readonly point: StandingPoint };

export type TransferNews = Said &
  (
    | {
        readonly kind: 'kept';
        readonly transfer: 'before-cut-off' | 'no-agreement' | 'left-out';
        readonly reason?: Reason;
      }
    | {
        readonly kind: 'held';
        readonly transfer: 'awaiting-verification' | 'not-transferable';
        readonly reason: Reason;
      }
    | {
        readonly kind: 'released';
        /** The time of the library's own event, where nothing stood in the way since. */
        readonly toldAt?: Instant;
      }
    | { readonly kind: 'withdrawn'; readonly reason: Reason }
    | { readonly kind: 'taken-back' }
    | { readonly kind: 'raised'; readonly warnings: readonly Reason[] }
    | {
        readonly kind: 'answered';
        readonly answer: Answer;
        readonly answers: AnswersWhat;
        readonly reason?: AnswerReason;
      }
    | { readonly kind: 'not-needed'; readonly answers: ChangeNamed }
    | {
        readonly kind: 'change-refused';
        readonly refusedType: string;
        readonly refusedId: string;
        readonly reason: Reason;
      }
  );

export type NewsOf<Kind extends TransferNews['kind']> = Extract<
  TransferNews,
  { readonly kind: Kind }
>;
