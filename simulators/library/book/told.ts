export type Reason = { readonly code: string; readonly text: string };

/** What the library hears of a balance; amounts in øre, times in milliseconds since 1970. */
export type BalanceTold = { readonly number: number } & (
  | {
      readonly kind: 'transfer';
      readonly transfer: string;
      readonly reason: Reason | undefined;
      readonly warnings: readonly Reason[];
      readonly at: number;
    }
  | {
      readonly kind: 'transaction';
      readonly type: string;
      readonly transactionId: string;
      readonly parentTransactionId: string | undefined;
      readonly ore: number;
      readonly remainingOre: number;
      readonly effectiveDate: string;
      readonly registeredAt: number;
      readonly channel: string | undefined;
    }
  | {
      readonly kind: 'refusal';
      readonly refusedType: string;
      readonly refusedId: string;
      readonly reason: Reason;
    }
  | {
      readonly kind: 'answer';
      readonly changeType: string;
      readonly changeId: string;
      readonly state: string;
      readonly reason: Reason | undefined;
      readonly at: number;
    }
);

export type ToldOf<Kind extends BalanceTold['kind']> = Extract<BalanceTold, { kind: Kind }>;

/** What the library itself has said of a balance after creating it. */
export type OwnChange = {
  readonly number: number;
  readonly id: string;
  /** The last words of the event's type, e.g. `amount-changed`. */
  readonly what: string;
  /** The new amount, or what is paid or to be paid back; none where the event has no amount. */
  readonly ore: number | undefined;
  readonly paymentId: string | undefined;
  readonly undoes: string | undefined;
  /** How it was closed. */
  readonly status: string | undefined;
};

export type TaskTold = {
  readonly number: number;
  readonly isOpen: boolean;
  readonly kind: string;
  readonly text: string;
};

/** Kroner with two decimals, as whole øre. */
export function oreOf(kroner: string): number {
  return Math.round(Number(kroner) * 100);
}
