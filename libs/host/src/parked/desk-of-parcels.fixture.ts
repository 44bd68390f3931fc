import { Issuer, aPlace, type Place } from '@libs/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import type { RunningService } from '../boot/start-service.js';
import { agencyId, startParcels } from '../wiring/parcels.fixture.js';

export type Told = { readonly status: number; readonly body: Record<string, unknown> };
type Asked = {
  readonly roles?: readonly string[];
  readonly municipalities?: unknown;
  readonly body?: unknown;
};

/** A service of parcels, with its desk asked over HTTP. */
export class DeskOfParcels {
  readonly lines: string[] = [];

  private constructor(
    private readonly place: Place,
    private readonly issuer: Issuer,
    private readonly broker: ChannelModel,
    private readonly channel: ConfirmChannel,
    private readonly services: RunningService[],
  ) {}

  static async open(): Promise<DeskOfParcels> {
    const [place, issuer] = await Promise.all([aPlace(), Issuer.start()]);
    const broker = await connect(place.amqpUrl);
    const channel = await broker.createConfirmChannel();
    const desk = new DeskOfParcels(place, issuer, broker, channel, []);
    const service = await startParcels(
      {
        ...{ OIDC_ISSUER: issuer.url, LOG_LEVEL: 'debug' },
        ...{ DATABASE_URL: await place.databaseUrl('parcels'), AMQP_URL: place.amqpUrl },
      },
      (line) => desk.lines.push(line),
    );
    desk.services.push(service);
    return desk;
  }

  async arrive(...bodies: readonly (Buffer | string)[]): Promise<void> {
    for (const body of bodies) this.channel.publish('claims', agencyId, Buffer.from(body));
    await this.channel.waitForConfirms();
  }

  async ask(method: string, path: string, asked: Asked = {}): Promise<Told> {
    const { roles = allRoles, municipalities = '*', body } = asked;
    const token = await this.issuer.token({ claims: { sub: 'desk', roles, municipalities } });
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  async close(): Promise<void> {
    await this.broker.close();
    for (const service of this.services) await service.stop();
    await this.issuer.stop();
    await this.place.dispose();
  }

  private get url(): string {
    const [service] = this.services;
    if (service === undefined) throw new Error('The service is not running.');
    return service.url;
  }
}

export const allRoles = ['parked:read', 'parked:write', 'parked:edit', 'audit:read'];
