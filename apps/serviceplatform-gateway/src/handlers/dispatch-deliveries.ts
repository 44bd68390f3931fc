import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import { Commands, Loop } from '@libs/messaging';
import { Log } from '@libs/observability';
import { Database } from '@libs/persistence';
import { allowed } from '../domain/circuit.js';
import type { KeptDelivery } from '../persistence/delivery-rows.js';
import { DeliveryStore } from '../persistence/delivery-store.js';
import { DebtorSystem, type Lane } from '../ports/debtor-system.js';
import { LaneTraffic } from './lane-traffic.js';
import { AttemptEnded, RecordAnswers } from './record-answers.js';
import { SendDelivery } from './send-delivery.js';

/** A chunk is leased at once and sent with this many calls at a time; the lease outlives the longest call by far. */
const limits = {
  chunkMax: 64,
  callsMax: 8,
  chunksInFlightMax: 2,
  leaseMs: 120_000,
  everyMs: 250,
  expiredMax: 200,
} as const;

/** Sends what stands in the lines: each municipality by itself, in order per debtor account (R47, R55). Never inside a transaction. */
@Injectable()
export class DispatchDeliveries implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: Loop;
  private readonly lanes = new Map<string, LaneTraffic>();
  private readonly underWay = new Set<Promise<void>>();
  private stopping = false;

  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly sending: SendDelivery,
    private readonly debtorSystem: DebtorSystem,
    private readonly recording: RecordAnswers,
    private readonly agreements: Agreements,
    private readonly commands: Commands,
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

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
    await Promise.allSettled([...this.underWay]);
  }

  wake(): void {
    this.loop.wake();
  }

  /** How each lane that has had traffic stands, for operators. */
  standing(): readonly LaneTraffic[] {
    return [...this.lanes.values()];
  }

  private async look(): Promise<boolean> {
    await this.giveUpExpired();
    for (const municipalityCode of await this.deliveries.lanesDue(this.database)) {
      const lane = this.lanes.get(municipalityCode) ?? new LaneTraffic(municipalityCode);
      this.lanes.set(municipalityCode, lane);
      lane.timePassed();
      if (allowed(lane.circuit) === 'ping') this.follow(this.probe(lane));
      while (
        allowed(lane.circuit) === 'messages' &&
        lane.chunksInFlight < limits.chunksInFlightMax &&
        !this.stopping
      ) {
        if (!(await this.begin(lane))) break;
      }
    }
    return false;
  }

  private async giveUpExpired(): Promise<void> {
    const expired = await this.deliveries.expired(this.database, limits.expiredMax);
    if (expired.length > 0)
      await this.record(
        expired.map(
          ({ delivery }) =>
            new AttemptEnded(
              delivery.receivableId,
              delivery.deliveryId,
              { kind: 'expired' },
              Math.random(),
            ),
        ),
      );
  }

  /** Leases a chunk and sends it in the background. False if there was nothing to lease. */
  private async begin(lane: LaneTraffic): Promise<boolean> {
    const lease = { token: randomUUID(), ms: limits.leaseMs };
    const chunk = await this.database.transaction((tx) =>
      this.deliveries.lease(tx, lane.municipalityCode, lease, limits.chunkMax),
    );
    if (chunk.length === 0) return false;
    lane.chunksInFlight += 1;
    this.follow(
      this.sendAll(lane, chunk, lease.token).finally(() => {
        lane.chunksInFlight -= 1;
        this.loop.wake();
      }),
    );
    return true;
  }

  private async sendAll(
    lane: LaneTraffic,
    chunk: readonly KeptDelivery[],
    token: string,
  ): Promise<void> {
    const newest = await this.agreements.newest(
      this.database,
      chunk.map(({ agencyId }) => agencyId),
    );
    const left = [...chunk];
    const ended: AttemptEnded[] = [];
    const caller = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const agreement = newest.get(next.agencyId);
        if (agreement === undefined) continue; // its lease runs out, and by then the agreement has arrived
        const { municipalityCode, municipalityCvr, debtorSystem } = agreement.settings;
        ended.push(
          await this.sendOne(
            lane,
            next,
            { municipalityCode, municipalityCvr, endpoint: debtorSystem.endpoint },
            token,
          ),
        );
      }
    };
    await Promise.all(Array.from({ length: limits.callsMax }, caller));
    await this.record(ended);
  }

  private async sendOne(
    lane: LaneTraffic,
    kept: KeptDelivery,
    to: Lane,
    token: string,
  ): Promise<AttemptEnded> {
    const { receivableId, deliveryId } = kept.delivery;
    const { outcome, personal } = await this.sending.send(kept, to);
    if (['fault', 'not-sent', 'no-answer'].includes(outcome.kind)) lane.failed();
    else lane.answered();
    return new AttemptEnded(
      receivableId,
      deliveryId,
      { kind: 'told', token, outcome, personal },
      Math.random(),
    );
  }

  private async record(ended: readonly AttemptEnded[]): Promise<void> {
    await this.commands.submit(
      this.recording,
      ended.map((event) => ({
        event,
        subject: { kind: 'receivable', scope: '', key: event.receivableId },
      })),
    );
  }

  /** One Ping asks whether the other end is back. */
  private async probe(lane: LaneTraffic): Promise<void> {
    const all = await this.agreements.all(this.database);
    const agreement = all.find(
      ({ settings }) => settings.municipalityCode === lane.municipalityCode,
    );
    if (agreement === undefined) return;
    const { municipalityCode, municipalityCvr, debtorSystem } = agreement.settings;
    const answered = await this.debtorSystem
      .ping({ municipalityCode, municipalityCvr, endpoint: debtorSystem.endpoint })
      .then(
        () => true,
        () => false,
      );
    lane.pinged(answered);
    if (!answered)
      this.log.warn('A lane is paused: its debtor system does not answer', {
        municipality: lane.municipalityCode,
      });
    this.loop.wake();
  }

  private follow(work: Promise<void>): void {
    const followed = work.catch((error: unknown) => {
      this.log.warn('Sending a chunk failed; its leases run out and it is sent again', { error });
    });
    this.underWay.add(followed);
    void followed.finally(() => this.underWay.delete(followed));
  }
}
