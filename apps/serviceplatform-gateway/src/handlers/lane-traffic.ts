import { Temporal } from '@libs/kernel';
import { CLOSED, signalled, type Circuit, type CircuitPolicy } from '../domain/circuit.js';

const policy: CircuitPolicy = { failuresMax: 5, pause: { firstMs: 1_000, longestMs: 60_000 } };

/** One municipality's traffic in this replica: whether its circuit lets messages go, and how many chunks are under way. */
export class LaneTraffic {
  circuit: Circuit = CLOSED;
  chunksInFlight = 0;

  constructor(readonly municipalityCode: string) {}

  answered(): void {
    this.circuit = signalled(this.circuit, { kind: 'answered' }, policy);
  }

  failed(): void {
    this.circuit = signalled(
      this.circuit,
      { kind: 'failed', now: now(), jitter: Math.random() },
      policy,
    );
  }

  timePassed(): void {
    this.circuit = signalled(this.circuit, { kind: 'time-passed', now: now() }, policy);
  }

  pinged(answered: boolean): void {
    this.circuit = signalled(
      this.circuit,
      answered
        ? { kind: 'ping-answered' }
        : { kind: 'ping-failed', now: now(), jitter: Math.random() },
      policy,
    );
  }
}

function now(): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Date.now());
}
