import { eventually } from '@libs/testing';
import { Street } from '../journeys/street.fixture.js';
import { Agency } from '../journeys/street/agency.fixture.js';
import type { AgreementVaried } from '../journeys/street/agreement.fixture.js';
import type { LibraryEvent } from '../journeys/street/events.fixture.js';
import type { Stage } from './play.fixture.js';
import { Traffic } from './traffic.fixture.js';

/** A service with much in hand may say 503, or answer late: asked again, as clients do. */
const patience = { withinMs: 180_000, everyMs: 500 };

/** A street of its own whose traffic is watched. */
export class RunningStage implements Stage {
  private constructor(
    private readonly street: Street,
    private readonly traffic: Traffic,
  ) {}

  static async open(): Promise<RunningStage> {
    const { street, place } = await Street.openWithPlace();
    return new RunningStage(street, await Traffic.watch(place));
  }

  agency(agencyId: string, varied: AgreementVaried): Agency {
    return new Agency(this.street, agencyId, varied);
  }

  async publish(events: readonly LibraryEvent[]): Promise<void> {
    for (const event of events) this.traffic.tell(event);
    await this.street.publish(events);
  }

  /** The deadline is on one phase of all histories together. */
  async quiet(): Promise<void> {
    await eventually(() => this.traffic.isOver(), { withinMs: 300_000, everyMs: 150 });
  }

  async receivableIdOf({ agencyId }: Agency, feeId: string): Promise<string | undefined> {
    const path = `/balances/${agencyId}/${feeId}`;
    const { status, body } = await eventually(async () => {
      const answer = await this.street.ask('GET', 'payment-reconciliation', path);
      if (answer.status !== 404 && answer.status !== 200)
        throw new Error(`GET ${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
      return answer;
    }, patience);
    if (status === 404) return undefined;
    return (body as { receivableId?: string }).receivableId;
  }

  async pay({ desk }: Agency, receivableId: string, amountKroner: string): Promise<void> {
    await desk.pay(receivableId, amountKroner);
    this.traffic.paid();
  }

  parked(): Promise<readonly string[]> {
    return this.traffic.parked();
  }

  async close(): Promise<void> {
    await this.traffic.end();
    await this.street.close();
  }
}
