import { setTimeout as pause } from 'node:timers/promises';
import { type Instant, Temporal } from '@libs/kernel';
import { allowed, CLOSED, signalled, type Circuit, type CircuitPolicy } from '../domain/circuit.js';
import { AT_ONCE, nextTurn, type Pace } from '../domain/pace.js';
import { windowUntil } from '../domain/service-window.js';
import type { LaneRule } from '../ports/lane-rules.js';

const policy: CircuitPolicy = { failuresMax: 5, pause: { firstMs: 1_000, longestMs: 60_000 } };

/** What last kept a lane from being used, in a machine's words. */
export type Trouble = { readonly at: Instant; readonly code: string };

/** One municipality's traffic in this replica: whether messages go, how many calls at a time, and how fast. */
export class LaneTraffic {
  circuit: Circuit = CLOSED;
  trouble: Trouble | undefined;
  chunksInFlight = 0;
  probing = false;
  private callsUnderWay = 0;
  private pace: Pace = AT_ONCE;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly municipalityCode: string,
    private readonly ruleNow: () => LaneRule,
  ) {}

  get rule(): LaneRule {
    return this.ruleNow();
  }

  /** The end of the planned service window that holds now. */
  get windowUntil(): Instant | undefined {
    return windowUntil(this.rule.windows, now());
  }

  /** What the lane may be used for now. */
  get allows(): 'messages' | 'ping' | 'nothing' {
    return this.windowUntil === undefined ? allowed(this.circuit) : 'nothing';
  }

  /** Waits for a free place and for its turn; false if by then the lane may not be used, and no place is taken. */
  async enter(): Promise<boolean> {
    while (this.callsUnderWay >= this.rule.callsMax)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.callsUnderWay += 1;
    const { waitMs, pace } = nextTurn(this.pace, Date.now(), this.rule.callsPerSecond);
    this.pace = pace;
    if (waitMs > 0) await pause(waitMs);
    if (this.allows === 'messages') return true;
    this.leave();
    return false;
  }

  leave(): void {
    this.callsUnderWay -= 1;
    this.waiting.shift()?.();
  }

  answered(): void {
    this.circuit = signalled(this.circuit, { kind: 'answered' }, policy);
  }

  failed(code: string): void {
    this.meet('failed', code);
  }

  /** A call could not be begun: none can. */
  hindered(code: string): void {
    this.meet('hindered', code);
  }

  timePassed(): void {
    this.circuit = signalled(this.circuit, { kind: 'time-passed', now: now() }, policy);
  }

  pinged(answered: boolean, code = 'ping'): void {
    if (!answered) this.trouble = { at: now(), code };
    this.circuit = signalled(
      this.circuit,
      answered
        ? { kind: 'ping-answered' }
        : { kind: 'ping-failed', now: now(), jitter: Math.random() },
      policy,
    );
  }

  private meet(kind: 'failed' | 'hindered', code: string): void {
    this.trouble = { at: now(), code };
    this.circuit = signalled(this.circuit, { kind, now: now(), jitter: Math.random() }, policy);
  }
}

function now(): Instant {
  return Temporal.Instant.fromEpochMilliseconds(Date.now());
}
