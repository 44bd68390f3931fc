import { Pool } from 'undici';
import { benchAgencies, benchProducts } from '../measuring/plain-fees.js';

const path = '/DebitorRegistreringAfsend/1';
const action =
  'http://www.kombit.dk/2017/01/01/DebitorRegistreringAfsendService_3#OpretDebitorkontoRegistrering';
const contentType = `application/soap+xml; charset=utf-8; action="${action}"`;
const keepAliveMs = 30_000;
const accepted = Buffer.from('Bemærkninger>true<');
/** What a debtor system says that has taken the charge before, and does not remember the call. */
const taken = Buffer.from('>FOR-01<');

/** The debtor systems, by connections that are kept. */
export class DebtorSystems {
  private readonly lanes: ReadonlyMap<string, Pool>;

  /** @param endpoints of the simulators, by product */
  constructor(endpoints: Readonly<Record<string, string>>, connectionsPerLane: number) {
    const options = { connections: connectionsPerLane, keepAliveTimeout: keepAliveMs };
    this.lanes = new Map(
      benchAgencies.map((agencyId, place) => [
        agencyId,
        new Pool(endpoints[benchProducts[place] ?? ''] ?? '', options),
      ]),
    );
  }

  /** @throws Error unless it is accepted */
  async register(agencyId: string, envelope: string): Promise<void> {
    const lane = this.lanes.get(agencyId);
    if (lane === undefined) throw new Error(`There is no debtor system of ${agencyId}.`);
    const headers = { 'content-type': contentType };
    const answer = await lane.request({ method: 'POST', path, headers, body: envelope });
    const body = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode !== 200 || !(body.includes(accepted) || body.includes(taken)))
      throw new Error(`A charge was answered with ${String(answer.statusCode)}.`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.lanes.values()].map((lane) => lane.close()));
  }
}
