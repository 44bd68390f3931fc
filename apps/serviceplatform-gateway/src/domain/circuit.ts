import type { Instant } from '@libs/kernel';
import { Temporal, unreachable } from '@libs/kernel';
import type { BackOff } from './back-off.js';
import { retryAt } from './back-off.js';

/**
 * Whether a lane is used. `closed`: messages go. `open`: the other end is down, nothing goes until a time. `half-open`:
 * one Ping asks whether it is back. After an answered Ping a lane is closed on trial (`openings` above 0): somebody who
 * answers Pings only has not come back, so the first failure opens it again, for longer.
 */
export type Circuit =
  | { readonly kind: 'closed'; readonly failures: number; readonly openings: number }
  | {
      readonly kind: 'open';
      readonly since: Instant;
      readonly until: Instant;
      readonly openings: number;
    }
  | { readonly kind: 'half-open'; readonly since: Instant; readonly openings: number };

export type CircuitPolicy = {
  /** Failures in a row that open the circuit. */
  readonly failuresMax: number;
  /** How long it stays open: longer each time that the Ping fails. */
  readonly pause: BackOff;
};

export type CircuitSignal =
  /** Any answer to a message, a rejection too: the other end is there. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'failed'; readonly now: Instant; readonly jitter: number }
  /** A call could not even be begun, e.g. for want of a token: none can. */
  | { readonly kind: 'hindered'; readonly now: Instant; readonly jitter: number }
  | { readonly kind: 'time-passed'; readonly now: Instant }
  | { readonly kind: 'ping-answered' }
  | { readonly kind: 'ping-failed'; readonly now: Instant; readonly jitter: number };

export const CLOSED: Circuit = { kind: 'closed', failures: 0, openings: 0 };

/** What a lane may do in a state: send messages, send the one Ping, or nothing. */
export function allowed(circuit: Circuit): 'messages' | 'ping' | 'nothing' {
  switch (circuit.kind) {
    case 'closed':
      return 'messages';
    case 'open':
      return 'nothing';
    case 'half-open':
      return 'ping';
    default:
      return unreachable(circuit);
  }
}

/**
 * R55: a lane whose other end is down pauses by itself and comes back by itself, and no other lane notices. Attempts
 * that were under way when it opened change nothing more.
 */
export function signalled(circuit: Circuit, signal: CircuitSignal, policy: CircuitPolicy): Circuit {
  switch (circuit.kind) {
    case 'closed':
      return whenClosed(circuit, signal, policy);
    case 'open':
      return whenOpen(circuit, signal);
    case 'half-open':
      return whenHalfOpen(circuit, signal, policy);
    default:
      return unreachable(circuit);
  }
}

type CircuitOf<Kind extends Circuit['kind']> = Extract<Circuit, { readonly kind: Kind }>;

function whenClosed(
  circuit: CircuitOf<'closed'>,
  signal: CircuitSignal,
  { failuresMax, pause }: CircuitPolicy,
): Circuit {
  if (signal.kind === 'answered') return CLOSED;
  if (signal.kind !== 'failed' && signal.kind !== 'hindered') return circuit;
  const failures = circuit.failures + 1;
  const { openings } = circuit;
  const more = signal.kind === 'failed' && openings === 0 && failures < failuresMax;
  return more
    ? { kind: 'closed', failures, openings }
    : opened(signal, signal.now, { pause, openings: openings + 1 });
}

function whenOpen(circuit: CircuitOf<'open'>, signal: CircuitSignal): Circuit {
  if (signal.kind !== 'time-passed') return circuit;
  if (Temporal.Instant.compare(circuit.until, signal.now) > 0) return circuit;
  return { kind: 'half-open', since: circuit.since, openings: circuit.openings };
}

function whenHalfOpen(
  circuit: CircuitOf<'half-open'>,
  signal: CircuitSignal,
  { pause }: CircuitPolicy,
): Circuit {
  if (signal.kind === 'ping-answered')
    return { kind: 'closed', failures: 0, openings: circuit.openings };
  if (signal.kind !== 'ping-failed') return circuit;
  return opened(signal, circuit.since, { pause, openings: circuit.openings + 1 });
}

function opened(
  { now, jitter }: { readonly now: Instant; readonly jitter: number },
  since: Instant,
  { pause, openings }: { readonly pause: BackOff; readonly openings: number },
): Circuit {
  return { kind: 'open', since, until: retryAt(now, pause, openings, jitter), openings };
}
