import { setTimeout as pause } from 'node:timers/promises';
import { type Instant, Temporal } from '@libs/kernel';
import { allowed, CLOSED, signalled, type Circuit, type CircuitPolicy } from '../domain/circuit.js';
import { AT_ONCE, nextTurn, type Pace } from '../domain/pace.js';
import { windowUntil } from '../domain/service-window.js';
import type { LaneRule } from '../ports/lane-rules.js';

const policy: CircuitPolicy = { failuresMax: 5, pause: { firstMs: 1_000, longestMs: 60_000 } };

/** Whether messages go, and if not, whether because the other end is away or because it was planned so. */
export const laneStates = ['open', 'paused', 'window'] as const;
export type LaneState = (typeof laneStates)[number];

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
  private readsUnderWay = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly waitingToRead: (() => void)[] = [];

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

  /** In a planned window nobody is asked whether the other end is there, whatever was found before. */
  get state(): LaneState {
    if (this.windowUntil !== undefined) return 'window';
    return this.circuit.kind === 'closed' ? 'open' : 'paused';
  }

  /** What the lane may be used for now. */
  get allows(): 'messages' | 'ping' | 'nothing' {
    return this.windowUntil === undefined ? allowed(this.circuit) : 'nothing';
  }

  /** Waits for a free place and for its turn; false if by then the lane may not be used, and no place is taken. */
  async enter(): Promise<boolean> {
    while (this.callsUnderWay >= this.rule.callsMax)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.takePlace('message');
  }

  /** How many of its calls may be questions (R53): a quarter; one where calls have a pace, since each takes a turn. */
  get readsMax(): number {
    const { callsMax, callsPerSecond } = this.rule;
    return callsPerSecond === undefined ? Math.max(1, Math.floor(callsMax / 4)) : 1;
  }

  /**
   * As `enter`, for a question that can wait: behind every message that waits for a place and, where calls have a pace, behind
   * every message that waits for its turn.
   */
  async enterLast(): Promise<boolean> {
    while (!this.hasPlaceToRead) await new Promise<void>((go) => this.waitingToRead.push(go));
    return this.takePlace('read');
  }

  leave(what: 'message' | 'read' = 'message'): void {
    this.callsUnderWay -= 1;
    if (what === 'read') this.readsUnderWay -= 1;
    const next = this.waiting.shift() ?? this.waitingToRead.shift();
    next?.();
  }

  private async takePlace(what: 'message' | 'read'): Promise<boolean> {
    this.callsUnderWay += 1;
    if (what === 'read') this.readsUnderWay += 1;
    const { waitMs, pace } = nextTurn(this.pace, Date.now(), this.rule.callsPerSecond);
    this.pace = pace;
    if (waitMs > 0) await pause(waitMs);
    if (this.allows === 'messages') return true;
    this.leave(what);
    return false;
  }

  private get hasPlaceToRead(): boolean {
    const { callsMax, callsPerSecond } = this.rule;
    const messages = this.callsUnderWay - this.readsUnderWay;
    return (
      this.waiting.length === 0 &&
      this.callsUnderWay < callsMax &&
      this.readsUnderWay < this.readsMax &&
      (callsPerSecond === undefined || messages === 0)
    );
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
