import { expect } from '@jest/globals';
import { askDatabase, eventually, type Place } from '@libs/testing';
import { Street } from '../journeys/street.fixture.js';
import type { Agency } from '../journeys/street/agency.fixture.js';
import type { House } from '../journeys/street/houses.fixture.js';
import { Stranger } from '../journeys/street/stranger.fixture.js';
import { callWithNumbers } from './calls-with-numbers.fixture.js';
import { atTheDesk } from './at-the-desk.fixture.js';
import { anEcho, echoed } from './echo.fixture.js';
import { goodFees, refusedAndHeld, rejectedAndRepeated, unserved } from './fees.fixture.js';
import { HouseProcesses } from './house-processes.fixture.js';
import {
  aReceiver,
  aSpy,
  type Overheard,
  type Receiver,
  type Spy,
} from './listening-posts.fixture.js';
import { malformedMessages, plainClaim } from './malformed-messages.fixture.js';

type Parts = {
  readonly street: Street;
  readonly place: Place;
  readonly houses: HouseProcesses;
  readonly collector: Receiver;
  readonly echo: Receiver;
  readonly spy: Spy;
  readonly stranger: Stranger;
};

const assigned = 'dk.debitorbro.patron.replacement-assigned.v1';

/**
 * A day of the five services, each a process of its own: successes and failures of every kind, each with somebody's numbers and
 * names in it. It is over, and tells what was left wherever anybody may look.
 */
export class LivedDay {
  private answered: readonly string[] = [];

  private constructor(private readonly parts: Parts) {}

  /** @param instance what the services call themselves in all that they write */
  static async live(instance: string): Promise<LivedDay> {
    const collector = await aReceiver(() => ({
      status: 200,
      type: 'application/json',
      body: '{}',
    }));
    const echo = await anEcho();
    const houses = new HouseProcesses({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '1',
      LOG_LEVEL: 'debug',
      SERVICE_INSTANCE: instance,
    });
    const { street, place } = await Street.openWithPlace(houses.open);
    const spy = await aSpy(place.amqpUrl, ['claims', 'receivables', 'payments', 'library.updates']);
    const stranger = await Stranger.at(place.amqpUrl);
    const day = new LivedDay({ street, place, houses, collector, echo, spy, stranger });
    await day.pass();
    await houses.stop();
    return day;
  }

  /** What each service has written to both its outputs. */
  outputs(): ReadonlyMap<House, string> {
    return this.parts.houses.outputs();
  }

  /** The spans that they have exported. */
  get spans(): readonly string[] {
    return this.parts.collector.received;
  }

  /** What has gone over the exchanges, and still goes. */
  get heard(): readonly Overheard[] {
    return this.parts.spy.heard;
  }

  /** What callers were answered. */
  get answers(): readonly string[] {
    return this.answered;
  }

  get stranger(): Stranger {
    return this.parts.stranger;
  }

  databaseUrl(house: House): Promise<string> {
    return this.parts.place.databaseUrl(house);
  }

  /** The replacement numbers that the services made. */
  replacements(): readonly string[] {
    const told = this.heard.filter(({ event }) => event.type === assigned);
    return told.map(({ event }) => String(event.data?.['personIdentifier']));
  }

  /** The contract lets the library hear of the numbers that we make; and one message is the day's own. */
  isMeantToShow({ event, whole }: Overheard): boolean {
    return event.type === assigned || whole.includes('"x-from":"a test"');
  }

  async close(): Promise<void> {
    const { street, collector, echo, spy, stranger } = this.parts;
    await Promise.all([spy.close(), stranger.close()]);
    await street.close();
    await Promise.all([collector.close(), echo.close()]);
  }

  private async pass(): Promise<void> {
    const { street, echo } = this.parts;
    const agency = await street.agency();
    await goodFees(agency);
    await rejectedAndRepeated(agency);
    await refusedAndHeld(agency);
    await echoed(street, echo);
    await unserved(street);
    await this.parked(agency);
    this.answered = [...(await callWithNumbers(street, agency)), ...(await atTheDesk(street))];
  }

  private async parked(agency: Agency): Promise<void> {
    const { agencyId } = agency;
    const { stranger } = this.parts;
    const bodies = malformedMessages(agency);
    for (const body of bodies)
      await stranger.publish('library.balances', `balance.created.${agencyId}`, body);
    await stranger.publish('claims', `claim.registered.${agencyId}`, plainClaim(agency), {
      'x-from': 'a test',
    });
    await this.hasParked('claim-intake', bodies.length);
    await this.hasParked('verification', 1);
  }

  private async hasParked(house: House, count: number): Promise<void> {
    const url = await this.databaseUrl(house);
    const sql = `SELECT 1 FROM messaging.set_aside WHERE state = 'parked'`;
    await eventually(async () => {
      expect(await askDatabase(url, sql)).toHaveLength(count);
    });
  }
}
