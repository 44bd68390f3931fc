import { Temporal, unreachable } from '@libs/kernel';
import type {
  AnswerReason,
  Delivery,
  DeliveryState,
  Lease,
  MessageKind,
  NotNeededBecause,
} from '../domain/delivery.js';
import type { Note } from '../domain/history.js';

/** What is kept of a delivery beside what the domain decides by. */
export type KeptDelivery = {
  readonly delivery: Delivery;
  readonly agencyId: string;
  readonly feeId: string;
  /** Which message of the library's it answers. */
  readonly answers: {
    readonly kind: 'charge' | 'change';
    readonly changeId?: string;
    readonly changeType?: string;
  };
  readonly basis: Readonly<Record<string, number>>;
  readonly traceparent: string | undefined;
  /** Oldest first. */
  readonly history: readonly Note[];
};

/** With the request as it will be sent each time, sealed. */
export type FrozenDelivery = KeptDelivery & { readonly frozen: string };

/** What the states and searches of deliveries are told by: all but what only a sender needs. */
export const deliveryColumns = `delivery_id, position, municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent,
  request_id, carries, attempts, state, not_before, doubtful, lease_token, lease_until, ended_at, reason, because, history`;

export type DeliveryRow = {
  readonly delivery_id: string;
  readonly position: string;
  readonly municipality_code: string;
  readonly agency_id: string;
  readonly fee_id: string;
  readonly receivable_id: string;
  readonly account_id: string;
  readonly message: MessageKind;
  readonly answers: KeptDelivery['answers'];
  readonly basis: Readonly<Record<string, number>>;
  readonly traceparent: string | null;
  readonly request_id: string;
  readonly carries: readonly string[];
  readonly attempts: number;
  readonly state: DeliveryState['kind'];
  readonly not_before: Date | null;
  readonly doubtful: boolean;
  readonly lease_token: string | null;
  readonly lease_until: Date | null;
  readonly ended_at: Date | null;
  readonly reason: AnswerReason | null;
  readonly because: NotNeededBecause | null;
  readonly history: readonly Note[];
};

export type FrozenRow = DeliveryRow & { readonly frozen: string };

export function frozenDeliveryOf(row: FrozenRow): FrozenDelivery {
  return { ...keptDeliveryOf(row), frozen: row.frozen };
}

export function keptDeliveryOf(row: DeliveryRow): KeptDelivery {
  return {
    delivery: {
      deliveryId: row.delivery_id,
      municipalityCode: row.municipality_code,
      accountId: row.account_id,
      receivableId: row.receivable_id,
      position: Number(row.position),
      message: row.message,
      requestId: row.request_id,
      attempts: row.attempts,
      carries: row.carries,
      state: stateOf(row),
    },
    agencyId: row.agency_id,
    feeId: row.fee_id,
    answers: row.answers,
    basis: row.basis,
    traceparent: row.traceparent ?? undefined,
    history: row.history,
  };
}

function stateOf(row: DeliveryRow): DeliveryState {
  switch (row.state) {
    case 'waiting':
    case 'unknown-outcome':
      return { kind: row.state, notBefore: instantOf(row.not_before) };
    case 'attempting':
      return { kind: 'attempting', lease: leaseOf(row), doubtful: row.doubtful };
    case 'accepted':
      return { kind: 'accepted', at: instantOf(row.ended_at) };
    case 'accepted-with-remarks':
    case 'rejected':
      return { kind: row.state, at: instantOf(row.ended_at), reason: row.reason ?? noReason };
    case 'held-back':
      return { kind: 'held-back' };
    case 'not-needed':
      return { kind: 'not-needed', because: row.because ?? 'charge-never-accepted' };
    default:
      return unreachable(row.state);
  }
}

const noReason: AnswerReason = { code: '', title: '' };

function leaseOf({ lease_token, lease_until }: DeliveryRow): Lease {
  return { token: lease_token ?? '', until: instantOf(lease_until) };
}

type StateColumns = readonly [
  notBefore: string | null,
  doubtful: boolean,
  leaseToken: string | null,
  leaseUntil: string | null,
  endedAt: string | null,
  reason: string | null,
  because: string | null,
];

/** The state's own columns. */
export function stateColumns(state: DeliveryState): StateColumns {
  switch (state.kind) {
    case 'waiting':
    case 'unknown-outcome':
      return [
        state.notBefore.toString(),
        state.kind === 'unknown-outcome',
        null,
        null,
        null,
        null,
        null,
      ];
    case 'attempting':
      return [
        null,
        state.doubtful,
        state.lease.token,
        state.lease.until.toString(),
        null,
        null,
        null,
      ];
    case 'accepted':
      return [null, false, null, null, state.at.toString(), null, null];
    case 'accepted-with-remarks':
    case 'rejected':
      return [null, false, null, null, state.at.toString(), JSON.stringify(state.reason), null];
    case 'not-needed':
      return [null, false, null, null, null, null, state.because];
    case 'held-back':
      return [null, false, null, null, null, null, null];
    default:
      return unreachable(state);
  }
}

function instantOf(date: Date | null): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date?.getTime() ?? 0);
}
