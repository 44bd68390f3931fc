import type { Reason } from '../door/set-aside.js';
import type { HandlerPlan } from './handler-plan.js';
import type { Message } from './message.js';
import type { Need, Stream } from './stream.js';

/** Where a message comes from: decides what happens to it when it can't be applied. */
export type Origin =
  | { readonly kind: 'delivery' }
  /** A row of the set-aside table that comes through the door again. */
  | {
      readonly kind: 'set-aside';
      readonly id: string;
      readonly attempts: number;
      /** Of the row as it was read. */
      readonly turn: number;
      /** Somebody has sent it here, by hand. */
      readonly byHand: boolean;
      /** The `traceparent` of whoever sent it. */
      readonly cause?: string | undefined;
    }
  /** An HTTP command, a timer, a receipt: its submitter hears of a failure, nothing is set aside. */
  | {
      readonly kind: 'local';
      /** The `traceparent` of what had it done; none where nobody in particular did. */
      readonly cause: string | undefined;
    };

/** One message at the door. */
export type Arrival = {
  readonly origin: Origin;
  readonly queue: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The numbered stream that it belongs to; none for payments, local commands and what could not be read. */
  readonly stream: Stream | undefined;
  readonly number: number | undefined;
  readonly needs: readonly Need[];
  readonly traceparent: string | undefined;
  /** A UUID that follows from a delivered body: every copy of it has the same. */
  readonly bodyId?: () => string;
  /** Seals the message as it came, for the set-aside row of this id. */
  readonly sealedBody: (rowId: string) => string;
  readonly content:
    /** `passes`: only its number counts for this handler. */
    | {
        readonly kind: 'readable';
        readonly plan: HandlerPlan;
        readonly message: Message;
        readonly passes: boolean;
      }
    /** Can't be decided, or has just failed alone: only its place in the order counts. */
    | {
        readonly kind: 'broken';
        readonly fate: { readonly kind: 'parked' | 'retry'; readonly reason: Reason };
        /** Of what could be read and then failed. */
        readonly event?: object;
      }
    /** Given up by hand: when its turn comes, its number counts as passed. */
    | { readonly kind: 'given-up' };
};

/** A broken or readable arrival that has a place in a stream. */
export type NumberedArrival = Arrival & { readonly stream: Stream; readonly number: number };

export function isNumbered(arrival: Arrival): arrival is NumberedArrival {
  return arrival.stream !== undefined && arrival.number !== undefined;
}

/** What became of an arrival in a committed transaction. */
export type Fate =
  | { readonly kind: 'applied'; readonly reply: unknown }
  | { readonly kind: 'duplicate' }
  /** Given up by hand; its number, if it had one, has been passed. */
  | { readonly kind: 'discarded' }
  | { readonly kind: 'waiting'; readonly reason: Reason }
  | { readonly kind: 'retry'; readonly reason: Reason }
  | { readonly kind: 'parked'; readonly reason: Reason }
  /** Local only: the submitter gets the error. */
  | { readonly kind: 'failed'; readonly error: unknown };
