import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Broker } from '../../../deploy/local/rabbit/broker.js';
import {
  epmdWithinMs,
  installedServer,
  portsForNode,
  prepareNode,
  startPortMapper,
  type NodeSpec,
  type Ports,
} from '../../../deploy/local/rabbit/rabbit-node.js';
import type { Child } from '../../../deploy/local/run/child.js';
import { fate } from '../../../deploy/local/run/fate.js';
import type { RunFolder } from '../../../deploy/local/run/run-folder.js';
import { until } from '../../../deploy/local/run/until.js';
import { ClusterNode } from './cluster-node.js';
import { FaultyWire } from './faulty-wire.js';

type QueueState = {
  readonly name: string;
  readonly type: string;
  readonly leader?: string;
  readonly members?: readonly string[];
  readonly online?: readonly string[];
  readonly messages?: number;
};
type NodeState = {
  readonly name: string;
  readonly running: boolean;
  readonly partitions?: readonly string[];
};

const size = 3;
/** A node whose ticks have not come for so long, and a quarter more, is gone for the others. */
const netTickS = 8;
const wholeWithinMs = 240_000;
const healsWithinMs = 60_000;
const queuesPath = '/api/queues?columns=name,type,leader,members,online,messages';

/**
 * Understands three nodes of RabbitMQ on one machine as operators run them: one cookie, `pause_minority`, quorum queues with a
 * member on each, and one address for all, which leads to a node that serves.
 */
export class RabbitCluster {
  private turn = 0;

  private constructor(
    readonly nodes: readonly ClusterNode[],
    private readonly mapper: Child | undefined,
    private readonly wires: FaultyWire[],
  ) {}

  static async start(folder: RunFolder): Promise<RabbitCluster> {
    const server = installedServer();
    if (server === undefined) throw new Error('A cluster needs an installed rabbitmq-server.');
    rmSync(folder.within('rabbitmq'), { recursive: true, force: true });
    const specs = await specsIn(folder);
    const [first] = specs;
    if (first === undefined) throw new Error('A cluster has nodes.');
    const mapper = await startPortMapper(folder, prepareNode(folder, first), first.ports.epmd);
    const nodes = specs.map((spec) => new ClusterNode(server, folder, spec));
    const cluster = new RabbitCluster(nodes, mapper, []);
    try {
      await cluster.form();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** As one broker; it is never struck as a whole. */
  get broker(): Broker {
    const [amqp, management] = this.wires;
    const [first] = this.nodes;
    if (amqp === undefined || management === undefined || first === undefined)
      throw new Error('The cluster has not formed.');
    return {
      origin: 'installed server, a cluster of three private nodes',
      amqpUrl: amqp.insteadOf(first.amqpUrl),
      managementUrl: management.insteadOf(first.managementUrl),
      isPrivate: true,
      failed: fate(...this.nodes.map(({ failed }) => failed)),
      stop: () => this.stop(),
    };
  }

  /** The node that leads most at this moment: each queue counts, and each message that waits in it. */
  async busiest(): Promise<ClusterNode> {
    const queues = await until('The queues', wholeWithinMs, () => this.queues());
    const weightOf = ({ name }: ClusterNode): number =>
      queues
        .filter(({ leader }) => leader === name)
        .reduce((sum, { messages = 0 }) => sum + 1 + messages, 0);
    const [busiest] = this.nodes.toSorted((one, other) => weightOf(other) - weightOf(one));
    if (busiest === undefined) throw new Error('A cluster has nodes.');
    return busiest;
  }

  /** Whether the others have given a node up. */
  async misses(node: ClusterNode): Promise<boolean> {
    const others = this.nodes.filter((one) => one !== node);
    for (const other of others) {
      const states = await other.ask<readonly NodeState[]>('/api/nodes').catch(() => []);
      if (states.some(({ name, running }) => name === node.name && !running)) return true;
    }
    return false;
  }

  /** Waits until each node sees all, without partition, and every quorum queue has all its members online. */
  async whole(withinMs = wholeWithinMs): Promise<void> {
    await until('The whole cluster', withinMs, async () => {
      for (const node of this.nodes) await seesAll(node);
      const behind = (await this.queues()).filter(isBehind);
      if (behind.length > 0) throw new Error(`${String(behind.length)} queues lack members.`);
    });
  }

  async healsItself(): Promise<boolean> {
    return this.whole(healsWithinMs).then(
      () => true,
      () => false,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    await Promise.all(this.wires.map((wire) => wire.close()));
    await this.mapper?.stop(epmdWithinMs);
  }

  /** The first alone, then the others join it. */
  private async form(): Promise<void> {
    const [first, ...others] = this.nodes;
    await first?.startAgain();
    for (const other of others) await other.startAgain();
    await this.whole();
    for (const kind of ['amqp', 'management'] as const)
      this.wires.push(await FaultyWire.open(`the cluster's ${kind}`, () => this.farEnd(kind)));
  }

  private async queues(): Promise<readonly QueueState[]> {
    const asked = this.nodes.find(({ serves }) => serves);
    if (asked === undefined) throw new Error('No node serves.');
    const queues = await asked.ask<readonly QueueState[]>(queuesPath);
    return queues.filter(({ type }) => type === 'quorum');
  }

  /** Those that serve, in turn. */
  private farEnd(kind: 'amqp' | 'management'): { host: string; port: number } | undefined {
    const serving = this.nodes.filter(({ serves }) => serves);
    this.turn += 1;
    const node = serving[this.turn % Math.max(1, serving.length)];
    return node && { host: '127.0.0.1', port: node.ports[kind] };
  }
}

async function seesAll(node: ClusterNode): Promise<void> {
  const states = await node.ask<readonly NodeState[]>('/api/nodes');
  const well = states.filter(({ running, partitions = [] }) => running && partitions.length === 0);
  if (well.length < size) throw new Error(`${node.name} sees ${String(well.length)} nodes.`);
}

function isBehind({ members = [], online = [] }: QueueState): boolean {
  return members.length < size || online.length < size;
}

/** Names, ports and files; all have one port mapper, one password and one home, thus one cookie. */
async function specsIn(folder: RunFolder): Promise<readonly NodeSpec[]> {
  const ports: Ports[] = [];
  for (let number = 1; number <= size; number += 1) ports.push(await portsForNode());
  const epmd = ports[0]?.epmd ?? 0;
  const names = ports.map(({ amqp }) => `debitorbro${String(amqp)}@localhost`);
  const password = randomBytes(18).toString('base64url');
  return ports.map((own, place) => ({
    place: folder.within('rabbitmq', `node-${String(place + 1)}`),
    home: folder.within('rabbitmq', 'home'),
    name: names[place] ?? '',
    ports: { ...own, epmd },
    password,
    more: { configuration: clustered(names[0] ?? ''), erlangArgs: tick },
  }));
}

const tick = `-kernel net_ticktime ${String(netTickS)}`;

function clustered(first: string): string {
  return `cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = ${first}
cluster_partition_handling = pause_minority
`;
}
