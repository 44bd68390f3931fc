import { randomUUID } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';
import { TransientFailure, type Patience } from '@libs/kernel';
import type { Database } from '@libs/persistence';
import type { Sealer } from '@libs/sealing';
import { checkBroker } from './broker/broker-check.js';
import { isBrokerAway } from './broker/is-broker-away.js';
import { BrokerSurvey } from './broker/broker-survey.js';
import { BrokerConnection } from './broker/broker-connection.js';
import { Consumer } from './broker/consumer.js';
import type { Delivery } from './broker/delivery.js';
import { Publisher } from './broker/publisher.js';
import {
  declareAll,
  declareExchanges,
  declareQueue,
  type QueuePlan,
  type Topology,
} from './broker/topology.js';
import { ParkedDesk } from './desk/parked-desk.js';
import { topologyOfPlans } from './broker/topology-of-plans.js';
import { Announcer } from './door/announcer.js';
import { AtRest } from './door/at-rest.js';
import { Door, Outage } from './door/door.js';
import { Failing } from './door/failing.js';
import type { Passed } from './door/passage.js';
import { Outbox, type OutboxBacklog } from './door/outbox.js';
import { ReachedNeeds } from './door/reached-needs.js';
import { SetAside, type SetAsideBacklog } from './door/set-aside.js';
import { Dispatch } from './loops/dispatch.js';
import { Relay } from './loops/relay.js';
import { Sweeper } from './loops/sweeper.js';
import { connectionOptionsOf, type TransportLimits } from './settings.js';
import { Reader } from './work/reader.js';
import { Traces } from './work/traces.js';
import type { Watch } from './watch.js';
import type { Arrival, Fate } from './work/arrival.js';
import type { HandlerPlan } from './work/handler-plan.js';

export type EngineOptions = {
  /** `claim-intake`: names queues' owners, sources and connections. */
  readonly service: string;
  readonly amqpUrl: string;
  /** RabbitMQ's management side: with it, feature flags and policies are checked at the start. */
  readonly managementUrl?: string | undefined;
  /** Exchanges that the service announces to, beside those it takes from. */
  readonly publishesTo: readonly string[];
  readonly limits: TransportLimits;
};

export type EngineParts = {
  readonly database: Database;
  /** Commits without waiting for the disk; for deletions that may be repeated. */
  readonly relaxed: Database;
  readonly sealer: Sealer;
  readonly watch: Watch;
  /** With a broker that is away at the start. */
  readonly patience: Patience;
};

/** Understands the transport as a whole: what runs while a service runs, in which order it starts and ends. */
export class Engine {
  readonly door: Door;
  readonly desk: ParkedDesk;
  private readonly consuming: BrokerConnection;
  private readonly publishing: BrokerConnection;
  private readonly dispatch: Dispatch;
  private readonly relay: Relay;
  private readonly reader: Reader;
  private sweeper: Sweeper | undefined;
  private consumers: readonly Consumer[] = [];
  private stopping = false;

  constructor(
    private readonly options: EngineOptions,
    private readonly parts: EngineParts,
  ) {
    const { limits, service } = options;
    const { database, relaxed, sealer, watch } = parts;
    this.consuming = this.connection('consuming');
    this.publishing = this.connection('publishing');
    this.reader = new Reader(sealer, limits.bodyBytesMax);
    this.door = new Door({
      database,
      announcer: new Announcer(service, sealer, randomUUID),
      failing: new Failing(limits.failing),
      traces: new Traces(service),
      reached: new ReachedNeeds(10_000),
      limits: limits.door,
      clock: { nowIso: () => new Date().toISOString() },
      mint: randomUUID,
      watch,
    });
    this.desk = new ParkedDesk({
      ...{ database, sealer, reader: this.reader, mint: randomUUID },
      clock: { nowIso: () => new Date().toISOString() },
      onStaged: () => {
        this.sweeper?.wake();
      },
    });
    const publisher = new Publisher(this.publishing, limits.publisher, {
      onReturned: (exchange, routingKey) => {
        watch.returned(exchange, routingKey);
      },
      onConfirmed: (latencyMs, traceparent) => {
        watch.confirmed(latencyMs, traceparent);
      },
      onChannelRebuilt: () => {
        watch.rebuilt('publisher', 'channel opened');
      },
    });
    this.dispatch = new Dispatch(publisher, relaxed, {
      forgetAfterMs: limits.forgetAfterMs,
      onFailed: (error) => {
        watch.loopFailed('dispatch', error);
      },
    });
    this.relay = new Relay(
      {
        database,
        dispatch: this.dispatch,
        atRest: new AtRest(sealer),
        onFailed: (error) => {
          watch.loopFailed('relay', error);
        },
      },
      limits.relay,
    );
  }

  /** Every queue has its consumer registered with the broker. */
  get ready(): boolean {
    return (
      this.consumers.length > 0 &&
      this.consumers.every(({ registered }) => registered) &&
      this.publishing.up !== undefined
    );
  }

  /** How many queues are to be consumed, and how many have their consumer registered. */
  get consumersCounted(): { readonly expected: number; readonly registered: number } {
    const registered = this.consumers.filter((consumer) => consumer.registered).length;
    return { expected: this.consumers.length, registered };
  }

  outboxBacklog(): Promise<OutboxBacklog> {
    return new Outbox(this.parts.database).backlog();
  }

  setAsideBacklog(): Promise<readonly SetAsideBacklog[]> {
    return new SetAside(this.parts.database).backlog();
  }

  async start(plans: readonly HandlerPlan[]): Promise<void> {
    const topology = topologyOfPlans(plans, this.options.publishesTo);
    this.reader.use(plans);
    await this.parts.patience.until({ server: 'RabbitMQ', isAway: isBrokerAway }, async () => {
      await Promise.all([this.consuming.open(), this.publishing.open()]);
      await this.prepareBroker(topology);
    });
    this.sweeper = new Sweeper(
      {
        database: this.parts.database,
        door: this.door,
        dispatch: this.dispatch,
        read: (message) => this.reader.setAside(message),
        onPassed: (passed) => {
          this.afterwards(passed);
        },
        onFailed: (error) => {
          this.parts.watch.loopFailed('sweeper', error);
        },
      },
      this.options.limits.sweeper,
    );
    this.consumers = topology.queues.map((queue) => this.consumer(queue, topology));
    this.relay.start();
    this.sweeper.start();
    await Promise.all(this.consumers.map((consumer) => consumer.start()));
  }

  /** Takes messages of the service's own (commands, timers, receipts) through the door, and publishes what they lead to. */
  async submit(arrivals: readonly Arrival[]): Promise<ReadonlyMap<Arrival, Fate>> {
    const passed = await this.door.pass(arrivals);
    this.afterwards(passed);
    void this.dispatch.publish(passed.outgoing);
    return passed.fates;
  }

  /** Stops taking, lets what is under way end, and leaves the rest to the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    const late = new Promise<void>((resolve) =>
      setTimeout(resolve, this.options.limits.drainMsMax).unref(),
    );
    const drained = Promise.all([
      ...this.consumers.map((consumer) => consumer.drain()),
      this.relay.stop(),
      this.sweeper?.stop(),
    ]);
    await Promise.race([drained.then(() => this.dispatch.stop()), late]);
    await Promise.all([this.consuming.close(), this.publishing.close()]);
  }

  private connection(use: string): BrokerConnection {
    const { amqpUrl, service, limits } = this.options;
    const connection = new BrokerConnection(
      connectionOptionsOf(amqpUrl, `${service} ${use}`, limits),
    );
    connection.on('down', (error) => {
      this.parts.watch.connectionLost(use, error);
    });
    connection.on('blocked', (why) => {
      this.parts.watch.blocked(why);
    });
    return connection;
  }

  private async prepareBroker(topology: Topology): Promise<void> {
    const model = this.publishing.up;
    if (model === undefined) throw new TransientFailure('broker.gone');
    checkBroker(model.connection.serverProperties);
    await declareAll(model, topology);
    await this.survey(topology);
  }

  /** A management side that does not answer is told of, and keeps nobody from starting. */
  private async survey(topology: Topology): Promise<void> {
    const { amqpUrl, managementUrl } = this.options;
    if (managementUrl === undefined) return;
    try {
      await new BrokerSurvey(managementUrl, amqpUrl).check(topology);
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      this.parts.watch.loopFailed('broker survey', error);
    }
  }

  private consumer(queue: QueuePlan, topology: Topology): Consumer {
    return new Consumer(this.consuming, this.options.limits.consumer, {
      queue: queue.name,
      declare: async (channel) => {
        await declareExchanges(channel, topology);
        await declareQueue(channel, queue);
      },
      handle: (batch, decided) => this.handle(queue.name, batch, decided),
      onRebuilt: (why) => {
        this.parts.watch.rebuilt(queue.name, why);
      },
      onBuildFailed: (error) => {
        this.parts.watch.loopFailed(`consumer of ${queue.name}`, error);
      },
      onBatchFailed: (error) => {
        this.parts.watch.batchGivenBack(queue.name, error);
      },
    });
  }

  private async handle(
    queue: string,
    batch: readonly Delivery[],
    decided: () => void,
  ): Promise<void> {
    const arrivals = batch.map(({ message }: { message: ConsumeMessage }) =>
      this.reader.delivery(queue, message.content),
    );
    const passed = await this.passThroughOutages(arrivals);
    this.afterwards(passed);
    decided();
    await this.dispatch.publish(passed.outgoing);
  }

  /** While the database is away the batch waits in memory, unacknowledged: nothing is counted, nothing goes round. */
  private async passThroughOutages(arrivals: readonly Arrival[]): Promise<Passed> {
    const { firstOutagePauseMs, outagePauseMsMax } = this.options.limits;
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.door.pass(arrivals);
      } catch (error) {
        if (!(error instanceof Outage) || this.stopping) throw error;
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(firstOutagePauseMs * 2 ** tries, outagePauseMsMax)),
        );
      }
    }
  }

  private afterwards(passed: Passed): void {
    for (const decider of passed.deciders) decider.committed?.();
    if (passed.woke || [...passed.fates.values()].some(({ kind }) => kind === 'retry'))
      this.sweeper?.wake();
  }
}
