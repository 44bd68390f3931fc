import { setTimeout as pause } from 'node:timers/promises';
import type { Servers } from '../../../deploy/local/stack/servers.js';
import type { Killable } from '../../../deploy/local/rabbit/broker.js';
import { Dice } from '../../../simulators/library/day/chance/dice.js';
import { pointsOfGateway, type Point } from '../inside/points.js';
import { places } from '../story/story.js';
import type { Debtors } from '../system/debtors.js';
import { wireFaults } from '../system/faulty-wire.js';
import type { ClusterNode } from '../system/cluster-node.js';
import type { RabbitCluster } from '../system/rabbit-cluster.js';
import type { Death, Replica } from '../system/replica.js';
import type { Replicas } from '../system/replicas.js';
import type { Pauses, StormPlan } from './plan.js';
import type { Tally } from './tally.js';

export type StormParts = {
  readonly replicas: Replicas;
  readonly killable: Servers['killable'];
  readonly debtors: Debtors;
  /** Nothing where RabbitMQ is one node. */
  readonly cluster: RabbitCluster | undefined;
  readonly tally: Tally;
  /** Longer than services wait for an answer. */
  readonly slowMsMax: number;
  /** Told of a fault that could not be done, or not be undone. */
  readonly trouble: (what: string, error: unknown) => void;
};

const pointWithinMs = 10_000;
const serverAwayMs: Pauses = [500, 4_000];
const nodeAwayMs: Pauses = [2_000, 15_000];
/** Past the cluster's net tick time, at its longest: see `netTickS`. */
const nodeCutOffMs: Pauses = [12_000, 20_000];
const killed = 'SIGKILL of the node that leads most';
const frozen = 'partition: a node frozen past its net tick time';
const estranged = "partition: a node that does not know the others' cookie";
const wireBrokenMs: Pauses = [1_000, 8_000];
const debtorStrangeMs: Pauses = [3_000, 12_000];

/** Understands a storm: faults of several kinds side by side, each kind by dice of its own, until it is told to end. */
export class Storm {
  private readonly ending = new AbortController();
  private readonly dying = new Map<Replica, (death: Death) => void>();
  private lanes: readonly Promise<void>[] = [];

  constructor(
    private readonly plan: StormPlan,
    private readonly parts: StormParts,
  ) {}

  begin(): void {
    const { atPoints, kills, servers, wires, debtors, nodes } = this.plan;
    const { cluster } = this.parts;
    this.lanes = [
      this.lane('points', atPoints, (dice) => this.killAtPoint(dice)),
      this.lane('kills', kills, (dice) => this.killReplica(dice)),
      this.lane('servers', servers, (dice) => this.killServer(dice)),
      this.lane('wires', wires, (dice) => this.breakWire(dice)),
      this.lane('debtors', debtors, (dice) => this.upsetDebtor(dice)),
      this.lane('nodes', nodes, async (dice) => cluster && this.strikeNode(cluster, dice)),
    ];
  }

  /** A replica has died, by us or not. */
  died(replica: Replica, death: Death): void {
    const { tally } = this.parts;
    if (death.kind === 'killed') tally.fault('SIGKILL of a service');
    if (death.kind === 'at-point') tally.hit(death.point, replica.service);
    if (death.kind === 'hung') tally.byThemselves.hung += 1;
    if (death.kind === 'by-itself')
      tally.byThemselves[death.hadStarted ? 'running' : 'starting'] += 1;
    this.dying.get(replica)?.(death);
  }

  /** Faults under way end; then everything is as good as new. */
  async end(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.lanes);
    const { replicas, debtors } = this.parts;
    for (const replica of replicas.all) replica.order({ dieAt: undefined });
    replicas.mendAll();
    for (let place = 0; place < places; place += 1)
      await this.tried('debtors', () => debtors.behave(place, {}));
  }

  private async lane(
    name: string,
    pauses: Pauses | undefined,
    act: (dice: Dice) => Promise<unknown>,
  ): Promise<void> {
    if (pauses === undefined) return;
    const dice = Dice.for(this.plan.seed, name);
    while (await this.waits(dice.between(...pauses))) await this.tried(name, () => act(dice));
  }

  /** One fault that fails ends neither the storm nor the run. */
  private async tried(name: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.parts.trouble(`the storm's ${name}`, error);
    }
  }

  /** @returns false when the storm has ended */
  private async waits(ms: number): Promise<boolean> {
    await pause(ms, undefined, { signal: this.ending.signal }).catch(() => undefined);
    return !this.ending.signal.aborted;
  }

  /** The point that has been hit least, in whichever replica of a service comes to it first. */
  private async killAtPoint(dice: Dice): Promise<void> {
    const { tally, replicas } = this.parts;
    const hits = (point: Point): number => tally.hitsAt(point);
    const least = Math.min(...this.plan.points.map(hits));
    const point = dice.oneOf(this.plan.points.filter((one) => hits(one) === least));
    const alive = replicas.all.filter((one) => one.url !== undefined && hasPoint(one, point));
    if (alive.length === 0) return;
    const { service } = dice.oneOf(alive);
    const aimedAt = alive.filter((one) => one.service === service);
    const died = new Promise<void>((resolve) => {
      for (const replica of aimedAt) {
        this.dying.set(replica, () => {
          resolve();
        });
        replica.order({ dieAt: point });
      }
    });
    await Promise.race([died, this.waits(pointWithinMs)]);
    for (const replica of aimedAt) {
      this.dying.delete(replica);
      replica.order({ dieAt: undefined });
    }
  }

  private async killReplica(dice: Dice): Promise<void> {
    const alive = this.parts.replicas.all.filter(({ url }) => url !== undefined);
    if (alive.length > 0) dice.oneOf(alive).kill();
  }

  private struckLeast<Each extends readonly [kind: string, ...unknown[]]>(
    all: readonly Each[],
    dice: Dice,
  ): Each {
    const times = ([kind]: Each): number => this.parts.tally.faults.get(kind) ?? 0;
    const least = Math.min(...all.map(times));
    return dice.oneOf(all.filter((one) => times(one) === least));
  }

  private async killServer(dice: Dice): Promise<void> {
    const { broker, database } = this.parts.killable;
    const servers: readonly (readonly [string, Killable | undefined])[] = [
      ['SIGKILL of RabbitMQ', broker],
      ['SIGKILL of PostgreSQL', database],
    ];
    const [kind, server] = this.struckLeast(servers, dice);
    const awayMs = dice.between(...serverAwayMs);
    if (server === undefined) return;
    this.parts.tally.fault(kind);
    await server.kill();
    await this.waits(awayMs);
    await server.startAgain();
  }

  /** One at a time, and whole again before the next: two of three always remain. */
  private async strikeNode(cluster: RabbitCluster, dice: Dice): Promise<void> {
    const kinds = [[killed], [frozen], [estranged]] as const;
    const [kind] = this.struckLeast(kinds, dice);
    const node = kind === killed ? await cluster.busiest() : dice.oneOf(cluster.nodes);
    const awayMs = dice.between(...(kind === killed ? nodeAwayMs : nodeCutOffMs));
    if (kind === killed) {
      this.parts.tally.fault(kind);
      await node.kill();
      await this.waits(awayMs);
      await node.startAgain();
      await cluster.whole();
    } else await this.cutOff(cluster, { node, awayMs, kind });
  }

  /** Longer than the others wait for its ticks; healed even when the storm ends meanwhile. */
  private async cutOff(
    cluster: RabbitCluster,
    { node, awayMs, kind }: { node: ClusterNode; awayMs: number; kind: string },
  ): Promise<void> {
    const { tally } = this.parts;
    const others = cluster.nodes.filter((one) => one !== node);
    const byCookie = kind === estranged;
    if (byCookie) await node.estrange(others);
    else node.freeze();
    await pause(awayMs);
    const missed = await cluster.misses(node);
    if (byCookie) await node.reconcile(others);
    else node.thaw();
    tally.fault(missed ? kind : 'node cut off, not missed by the others');
    if (await cluster.healsItself()) return;
    tally.fault(`node started again: not healed by itself (${byCookie ? 'cookie' : 'frozen'})`);
    await node.kill();
    await node.startAgain();
    await cluster.whole();
  }

  private async breakWire(dice: Dice): Promise<void> {
    const { replicas, tally } = this.parts;
    const wire = dice.oneOf(replicas.wires);
    const fault = dice.oneOf(wireFaults);
    tally.fault(`${fault} on the wire to ${wire.name.split(' to ').at(-1) ?? ''}`);
    wire.break(fault);
    await this.waits(dice.between(...wireBrokenMs));
    wire.mend();
  }

  private async upsetDebtor(dice: Dice): Promise<void> {
    const place = dice.between(0, places - 1);
    const seed = dice.between(1, 1_000_000);
    const order = dice.oneOf([
      { manner: 'down' },
      { rates: { 'drop-after-commit': 0.3, fault: 0.1 }, seed },
      {
        rates: { slow: 0.2, 'drop-after-commit': 0.1 },
        slowMs: dice.between(500, this.parts.slowMsMax),
        seed,
      },
    ]);
    const said = 'manner' in order ? 'down' : Object.keys(order.rates).join(', ');
    this.parts.tally.fault(`debtor system: ${said}`);
    await this.parts.debtors.behave(place, order);
    await this.waits(dice.between(...debtorStrangeMs));
    await this.parts.debtors.behave(place, {});
  }
}

function hasPoint({ service }: Replica, point: Point): boolean {
  return service === 'serviceplatform-gateway' || !pointsOfGateway.some((one) => one === point);
}
