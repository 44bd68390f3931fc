import { expect } from '@jest/globals';
import { askDatabase, type Place } from '@libs/testing';
import { Street } from '../journeys/street.fixture.js';
import type { Agency } from '../journeys/street/agency.fixture.js';
import type { ReceivableThere } from '../journeys/street/debtor-system.fixture.js';
import type { House } from '../journeys/street/houses.fixture.js';
import { Stranger } from '../journeys/street/stranger.fixture.js';

/** What no answer and no reason may repeat. */
export const canary = '0101014XY9';
export const megabytes20 = 20 * 1_024 * 1_024;

export type Parked = {
  readonly code: string;
  readonly text: string;
  readonly number: number | null;
};

/** The five houses with every entrance open, a library that behaves, and anybody who can reach the broker. */
export class Town {
  private constructor(
    private readonly place: Place,
    readonly street: Street,
    readonly agency: Agency,
    private readonly stranger: Stranger,
  ) {}

  static async open(): Promise<Town> {
    const { street, place } = await Street.openWithPlace();
    return new Town(place, street, await street.agency(), await Stranger.at(place.amqpUrl));
  }

  /** Publishes bytes as they are. */
  publish(exchange: string, routingKey: string, body: string | Buffer): Promise<void> {
    return this.stranger.publish(exchange, routingKey, body);
  }

  /** What a house has set aside. */
  setAside<Row extends object>(house: House, columns: string, state: string): Promise<Row[]> {
    return this.ask(house, `SELECT ${columns} FROM messaging.set_aside WHERE state = '${state}'`);
  }

  /** Waits until a house has parked exactly one message, tells what it says of it, and takes it away. */
  async parkedBy(house: House): Promise<Parked> {
    const columns = 'reason_code AS code, reason_text AS text, number::int, body';
    const parked = await this.street.eventually(async () => {
      const [row, ...others] = await this.setAside<Parked & { body: string }>(
        house,
        columns,
        'parked',
      );
      expect([row?.code, ...others.map(({ code }) => code)]).toEqual([expect.any(String)]);
      return row;
    });
    await this.forgetParked(house);
    if (parked === undefined) throw new Error(`${house} has parked nothing.`);
    const { body, ...told } = parked;
    expect(body).not.toContain(canary);
    expect(told.text).not.toContain(canary);
    return told;
  }

  async forgetParked(...houses: readonly House[]): Promise<void> {
    for (const house of houses)
      await this.ask(house, `DELETE FROM messaging.set_aside WHERE state = 'parked'`);
  }

  /** The next good fee goes all the way, and its payment comes back: nobody has been harmed, and nothing more is parked. */
  async isUnharmed(): Promise<ReceivableThere> {
    const fee = this.agency.fee();
    const receivable = await this.agency.hasAccepted(fee);
    await this.agency.desk.pay(receivable.receivableId, '30.00');
    await this.street.eventually(() => {
      expect(fee.heardOf('balance.transaction-registered')).toHaveLength(1);
    });
    return receivable;
  }

  async close(): Promise<void> {
    await this.stranger.close();
    await this.street.close();
  }

  private async ask<Row extends object>(house: House, sql: string): Promise<Row[]> {
    return askDatabase(await this.place.databaseUrl(house), sql);
  }
}
