import { Injectable } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import { Metrics, type Count } from '@libs/observability';
import { Database } from '@libs/persistence';
import { isAnswer } from '../domain/attempt.js';
import type { FrozenDelivery } from '../persistence/delivery-rows.js';
import { LaneStore } from '../persistence/lane-store.js';
import type { Lane } from '../ports/debtor-system.js';
import type { LaneTraffic } from './lane-traffic.js';
import { AnswerRecorder } from './answer-recorder.js';
import { AttemptEnded } from './record-answers.js';
import { hindranceCode, SendDelivery } from './send-delivery.js';

export type Chunk = { readonly token: string; readonly leased: readonly FrozenDelivery[] };

/**
 * Sends what has been leased, as many at a time and as fast as the lane allows. Each answer is recorded as it comes; what
 * can't be begun is put back uncounted.
 */
@Injectable()
export class SendChunk {
  private readonly receipts: Count<'municipality' | 'kind'>;

  constructor(
    private readonly lanes: LaneStore,
    private readonly sending: SendDelivery,
    private readonly answers: AnswerRecorder,
    private readonly agreements: Agreements,
    private readonly database: Database,
    metrics: Metrics,
  ) {
    this.receipts = metrics.counter({
      name: 'debitorbro_lane_receipts_total',
      help: 'Attempts at a message to a municipality, by how the debtor system answered, or that it did not',
      labels: ['municipality', 'kind'],
    });
  }

  /** @param stopping asked before each call: what has not been begun by then is put back */
  async send(
    traffic: LaneTraffic,
    { token, leased }: Chunk,
    stopping: () => boolean,
  ): Promise<void> {
    const newest = await this.agreements.newest(
      this.database,
      leased.map(({ agencyId }) => agencyId),
    );
    const recorded: Promise<unknown>[] = [];
    const notBegun: string[] = [];
    const attempt = async (kept: FrozenDelivery): Promise<void> => {
      const settings = newest.get(kept.agencyId)?.settings;
      const { deliveryId } = kept.delivery;
      const entered = settings !== undefined && !stopping() && (await traffic.enter());
      if (!entered) {
        notBegun.push(deliveryId);
        return;
      }
      const { municipalityCode, municipalityCvr, debtorSystem } = settings;
      const to = { municipalityCode, municipalityCvr, endpoint: debtorSystem.endpoint };
      const ended = await this.one(traffic, kept, to, token).finally(() => {
        traffic.leave();
      });
      if (ended === undefined) notBegun.push(deliveryId);
      else recorded.push(this.answers.record(ended));
    };
    await Promise.all(leased.map(attempt));
    if (notBegun.length > 0) await this.lanes.putBack(this.database, token, notBegun);
    await Promise.all(recorded);
  }

  async record(ended: readonly AttemptEnded[]): Promise<void> {
    await Promise.all(ended.map((one) => this.answers.record(one)));
  }

  /** One attempt; nothing if it could not be begun. */
  private async one(
    traffic: LaneTraffic,
    kept: FrozenDelivery,
    to: Lane,
    token: string,
  ): Promise<AttemptEnded | undefined> {
    const { receivableId, deliveryId } = kept.delivery;
    try {
      const { outcome, personal, traceparent } = await this.sending.send(kept, to);
      this.receipts.add({ municipality: to.municipalityCode, kind: outcome.kind });
      if (isAnswer(outcome)) traffic.answered();
      else traffic.failed(outcome.code ?? outcome.kind);
      const end = { kind: 'told', token, outcome, personal } as const;
      return new AttemptEnded({
        receivableId,
        deliveryId,
        end,
        jitter: Math.random(),
        traceparent,
      });
    } catch (error) {
      traffic.hindered(hindranceCode(error));
      return undefined;
    }
  }
}
