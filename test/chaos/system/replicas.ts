import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunFolder } from '../../../deploy/local/run/run-folder.js';
import type { Addresses, NodePlan } from '../../../deploy/local/stack/node-child.js';
import type { ServiceSurroundings } from '../../../deploy/local/stack/service-environment.js';
import type { RunsServices } from '../../../deploy/local/stack/stack.js';
import { addressOf, type Preloaded } from '../inside/points.js';
import { FaultyWire } from './faulty-wire.js';
import { Replica, type Death } from './replica.js';

export type ReplicasOptions = {
  readonly compiled: string;
  readonly replicas: number;
  readonly preloaded: Pick<Preloaded, 'broken' | 'leaseMs'>;
  readonly onDeath: (replica: Replica, death: Death) => void;
};

const gatewayName = 'serviceplatform-gateway';

/** Understands the services of a run: several processes of each, every service on wires of its own to broker and database. */
export class Replicas implements RunsServices {
  readonly all: Replica[] = [];
  readonly wires: FaultyWire[] = [];
  private turn = 0;

  constructor(private readonly options: ReplicasOptions) {}

  async around(service: string, told: ServiceSurroundings): Promise<ServiceSurroundings> {
    const broker = await this.wire(`${service} to RabbitMQ`, told.amqpUrl);
    const database = await this.wire(`${service} to PostgreSQL`, told.databaseUrl);
    return {
      ...told,
      amqpUrl: broker.insteadOf(told.amqpUrl),
      databaseUrl: database.insteadOf(told.databaseUrl),
    };
  }

  /** Leads an address over a wire that can fail. */
  async wire(name: string, url: string): Promise<FaultyWire> {
    const { hostname: host, port } = new URL(url);
    const wire = await FaultyWire.open(name, () => ({ host, port: Number(port) }));
    this.wires.push(wire);
    return wire;
  }

  /** The first replicas go before the others, so that they make the tables in peace. */
  async start(folder: RunFolder, plans: readonly NodePlan[]): Promise<Addresses> {
    mkdirSync(folder.within('hits'), { recursive: true });
    for (let number = 1; number <= this.options.replicas; number += 1) {
      const started = plans.map((plan) => this.replica(folder, plan, number));
      this.all.push(...started);
      await Promise.all(started.map((replica) => replica.start()));
    }
    return Object.fromEntries(plans.map(({ name }) => [name, this.urlOf(name) ?? '']));
  }

  /** Where a living replica of a service listens at this moment: each in turn, as a load balancer leads. */
  urlOf(service: string): string | undefined {
    const living = this.all.filter((one) => one.service === service && one.url !== undefined);
    this.turn += 1;
    return living[this.turn % Math.max(1, living.length)]?.url;
  }

  /** An address that leads to a living replica, whichever lives. */
  async frontDoor(service: string): Promise<FaultyWire> {
    const wire = await FaultyWire.open(`debtor systems to ${service}`, () => {
      const url = this.urlOf(service);
      if (url === undefined) return undefined;
      const { hostname: host, port } = new URL(url);
      return { host, port: Number(port) };
    });
    this.wires.push(wire);
    return wire;
  }

  mendAll(): void {
    for (const wire of this.wires) wire.mend();
  }

  async stop(graceMs: number): Promise<void> {
    this.mendAll();
    await Promise.all(this.all.map((replica) => replica.stop(graceMs)));
    await Promise.all(this.wires.map((wire) => wire.close()));
  }

  private replica(folder: RunFolder, plan: NodePlan, number: number): Replica {
    const { compiled, preloaded, onDeath } = this.options;
    const name = `${plan.name}.${String(number)}`;
    const hitsFile = folder.within('hits', name);
    const preload = pathToFileURL(join(compiled, 'test/chaos/inside/preload.js')).toString();
    const told = { ...preloaded, gateway: plan.name === gatewayName, hitsFile };
    const own: NodePlan = {
      ...plan,
      name,
      env: { ...plan.env, SERVICE_INSTANCE: `chaos-${String(number)}` },
      nodeArgs: ['--import', addressOf(preload, told)],
    };
    const replica: Replica = new Replica(plan.name, folder, own, hitsFile, (death) => {
      onDeath(replica, death);
    });
    return replica;
  }
}
