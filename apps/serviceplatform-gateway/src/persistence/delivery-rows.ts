import { Temporal, unreachable } from '@libs/kernel';
import type { AnswerReason, Delivery, DeliveryState, MessageKind, NotNeededBecause } from '../domain/delivery.js';

/** What is kept of a delivery beside what the domain decides by. */
export type KeptDelivery = {
  readonly delivery: Delivery;
  readonly agencyId: string;
  readonly feeId: string;
  /** Which message of the library's it answers. */
  readonly answers: { readonly kind: 'charge' | 'change'; readonly changeId?: string; readonly changeType?: string };
  readonly basis: Readonly<Record<string, number>>;
  readonly traceparent: string | undefined;
  /** The request as it will be sent each time, sealed. */
  readonly frozen: string;
};

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
  readonly frozen: string;
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
};

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
    frozen: row.frozen,
  };
}

function stateOf(row: DeliveryRow): DeliveryState {
  const reason = row.reason ?? { code: '', title: '' };
  switch (row.state) {
    case 'waiting':
    case 'unknown-outcome':
      return { kind: row.state, notBefore: instantOf(row.not_before) };
    case 'attempting':
      return { kind: 'attempting', lease: { token: row.lease_token ?? '', until: instantOf(row.lease_until) }, doubtful: row.doubtful };
    case 'accepted':
      return { kind: 'accepted', at: instantOf(row.ended_at) };
    case 'accepted-with-remarks':
    case 'rejected':
      return { kind: row.state, at: instantOf(row.ended_at), reason };
    case 'held-back':
      return { kind: 'held-back' };
    case 'not-needed':
      return { kind: 'not-needed', because: row.because ?? 'charge-never-accepted' };
    default:
      return unreachable(row.state);
  }
}

/** The state's own columns: not_before, doubtful, lease_token, lease_until, ended_at, reason, because. */
export function stateColumns(state: DeliveryState): readonly [string | null, boolean, string | null, string | null, string | null, string | null, string | null] {
  return [
    'notBefore' in state ? state.notBefore.toString() : null,
    state.kind === 'unknown-outcome' || (state.kind === 'attempting' && state.doubtful),
    state.kind === 'attempting' ? state.lease.token : null,
    state.kind === 'attempting' ? state.lease.until.toString() : null,
    'at' in state ? state.at.toString() : null,
    'reason' in state ? JSON.stringify(state.reason) : null,
    state.kind === 'not-needed' ? state.because : null,
  ];
}

function instantOf(date: Date | null): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date?.getTime() ?? 0);
}
