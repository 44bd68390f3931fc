import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import { Loop } from '@libs/messaging';
import { Log } from '@libs/observability';
import { Database } from '@libs/persistence';
import { LaneStore } from '../persistence/lane-store.js';
import { DebtorSystem } from '../ports/debtor-system.js';
import { LaneRules } from '../ports/lane-rules.js';
import { laneOf } from './lane-of.js';
import { LaneTraffic } from './lane-traffic.js';
import { AttemptEnded } from './record-answers.js';
import { type Chunk, SendChunk } from './send-chunk.js';

/** A chunk is leased at once; the lease outlives the longest wait for its turn and the longest call by far. */
const limits = {
  chunkMax: 64,
  chunksInFlightMax: 2,
  leaseMs: 180_000,
  everyMs: 250,
  expiredEveryMs: 1_000,
  expiredMax: 200,
  /** No more is leased than goes in this time at the lane's pace. */
  chunkSeconds: 5,
} as const;

/** Sends what stands in the lines: each municipality by itself, in order per debtor account (R47, R55). Never inside a transaction. */
@Injectable()
export class DispatchDeliveries implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: Loop;
  private readonly traffic = new Map<string, LaneTraffic>();
  private readonly underWay = new Set<Promise<void>>();
  private stopping = false;
  private expiredLookedForAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly lanes: LaneStore,
    private readonly chunks: SendChunk,
    private readonly rules: LaneRules,
    private readonly debtorSystem: DebtorSystem,
    private readonly agreements: Agreements,
    private readonly database: Database,
    private readonly log: Log,
  ) {
    this.loop = new Loop(
      limits.everyMs,
      () => this.look(),
      (error) => {
        log.warn('Looking for deliveries failed; the next round tries again', { error });
      },
    );
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** Calls under way end; what has been leased beyond them is put back. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
    await Promise.allSettled([...this.underWay]);
  }

  wake(): void {
    this.loop.wake();
  }

  /** How a lane stands in this replica; it stands open if it has had no traffic. */
  standingOf(municipalityCode: string): LaneTraffic {
    const known = this.traffic.get(municipalityCode);
    if (known !== undefined) return known;
    const fresh = new LaneTraffic(municipalityCode, () => this.rules.of(municipalityCode));
    this.traffic.set(municipalityCode, fresh);
    return fresh;
  }

  /** A lane as it stands now; one that has been paused long enough is asked whether the other end is back. */
  lookAfter(municipalityCode: string): LaneTraffic {
    const lane = this.standingOf(municipalityCode);
    lane.timePassed();
    if (lane.allows === 'ping' && !lane.probing) this.follow(this.probe(lane));
    return lane;
  }

  /** Lanes that have had traffic. */
  known(): readonly string[] {
    return [...this.traffic.keys()];
  }

  private async look(): Promise<boolean> {
    await this.giveUpExpired();
    const waiting = await this.lanes.lanesWaiting(this.database);
    const lanes = [...new Set([...waiting, ...this.paused()])];
    await Promise.all(lanes.map((code) => this.beginAll(this.lookAfter(code))));
    return false;
  }

  /** They are looked after even if nothing waits in them any more: else a lane that another replica has emptied stays paused here for ever. */
  private paused(): readonly string[] {
    return this.known().filter((code) => this.standingOf(code).circuit.kind !== 'closed');
  }

  /** A look follows every batch; what a lease of minutes has become need not be asked each time. */
  private async giveUpExpired(): Promise<void> {
    if (performance.now() - this.expiredLookedForAt < limits.expiredEveryMs) return;
    this.expiredLookedForAt = performance.now();
    const expired = await this.lanes.expired(this.database, limits.expiredMax);
    if (expired.length === 0) return;
    const ended = expired.map(
      ({ delivery: { receivableId, deliveryId }, traceparent }) =>
        new AttemptEnded({
          ...{ receivableId, deliveryId, traceparent },
          ...{ end: { kind: 'expired' }, jitter: Math.random() },
        }),
    );
    await this.chunks.record(ended);
  }

  private async beginAll(lane: LaneTraffic): Promise<void> {
    let mayHaveMore = true;
    while (
      mayHaveMore &&
      lane.allows === 'messages' &&
      lane.chunksInFlight < limits.chunksInFlightMax &&
      !this.stopping
    ) {
      const rowsMax = this.rowsMaxOf(lane);
      const chunk = await this.lease(lane, rowsMax);
      if (chunk.leased.length === 0) return;
      mayHaveMore = chunk.leased.length === rowsMax;
      lane.chunksInFlight += 1;
      const sent = this.chunks.send(lane, chunk, () => this.stopping);
      this.follow(
        sent.finally(() => {
          lane.chunksInFlight -= 1;
          this.loop.wake();
        }),
      );
    }
  }

  private rowsMaxOf({ rule: { callsPerSecond } }: LaneTraffic): number {
    const inTime = (callsPerSecond ?? Number.POSITIVE_INFINITY) * limits.chunkSeconds;
    return Math.ceil(Math.min(limits.chunkMax, inTime));
  }

  private async lease({ municipalityCode }: LaneTraffic, rowsMax: number): Promise<Chunk> {
    const token = randomUUID();
    const lease = { token, ms: limits.leaseMs };
    const leased = await this.lanes.lease(this.database, municipalityCode, lease, rowsMax);
    return { token, leased };
  }

  /** One Ping asks whether the other end is back. */
  private async probe(lane: LaneTraffic): Promise<void> {
    lane.probing = true;
    try {
      const code = await this.ping(lane.municipalityCode);
      lane.pinged(code === undefined, code);
      if (code === undefined) await this.lanes.hasten(this.database, lane.municipalityCode);
      else
        this.log.warn('A lane is paused: its debtor system does not answer', {
          municipality: lane.municipalityCode,
          code,
        });
    } finally {
      lane.probing = false;
      this.loop.wake();
    }
  }

  /** Why the Ping was not answered; nothing if it was. */
  private async ping(of: string): Promise<string | undefined> {
    const lane = await laneOf(of, this.agreements, this.database);
    if (lane === undefined) return 'no-agreement';
    try {
      await this.debtorSystem.ping(lane);
      return undefined;
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : 'internal';
    }
  }

  private follow(work: Promise<void>): void {
    const followed = work.catch((error: unknown) => {
      this.log.warn('Sending a chunk failed; its leases run out and it is sent again', { error });
    });
    this.underWay.add(followed);
    void followed.finally(() => this.underWay.delete(followed));
  }
}
