import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Metrics } from '@libs/observability';
import {
  type DebtorSystems,
  type Product,
  products,
  startDebtorSystems,
} from '../../../../../simulators/debtor-systems/index.js';
import type { Lane, RegistrationRequest } from '../../ports/debtor-system.js';
import { caller, ground, settings } from '../reports/report-service.fixture.js';
import { ContextSecurity } from './security.js';
import { SoapDebtorSystem } from './soap-debtor-system.js';

/** A receivable as a debtor system tells of it. */
export type Held = Readonly<Record<string, unknown>>;

/** Understands the other end of the wire in a test: the four debtor systems, and servers that are none. */
export class OtherEnd {
  readonly gateway = new SoapDebtorSystem(
    settings,
    new ContextSecurity(caller, ground),
    new Metrics({ service: 'spec', instance: 'a', ofProcess: false }),
  );
  private readonly strangers: Server[] = [];

  private constructor(private readonly systems: DebtorSystems) {}

  static async start(): Promise<OtherEnd> {
    return new OtherEnd(await startDebtorSystems({ host: '127.0.0.1' }));
  }

  lane(product: Product): Lane {
    const endpoint = this.systems.urls[product];
    return { municipalityCode: '615', municipalityCvr: '29189889', endpoint };
  }

  /** Tells a debtor system something by its controls. */
  async tell(product: Product, path: string, body: object): Promise<void> {
    const url = `${this.systems.urls[product]}/control/${path}`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
  }

  async held(product: Product, { charge }: RegistrationRequest): Promise<readonly Held[]> {
    const query = `receivableId=${charge?.receivableId ?? ''}`;
    const answer = await fetch(`${this.systems.urls[product]}/control/receivables?${query}`);
    return ((await answer.json()) as { readonly receivables: readonly Held[] }).receivables;
  }

  /** Starts a server that answers everything as it is told. */
  async stranger(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<Lane> {
    const server = createServer((request, response) => {
      request.resume();
      answer(request, response);
    });
    this.strangers.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    return { ...this.lane('eg'), endpoint: `http://127.0.0.1:${port}/service/OIR/` };
  }

  /** Makes everybody behave again, and the strangers go. */
  async calm(): Promise<void> {
    for (const product of products) await this.tell(product, 'behave', {});
    for (const server of this.strangers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  }

  async stop(): Promise<void> {
    await this.gateway.onApplicationShutdown();
    await this.systems.stop();
  }
}
