import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fate } from '../run/fate.js';
import type { Broker } from '../rabbit/broker.js';
import type { RunFolder } from '../run/run-folder.js';
import { keyFiles } from './key-files.js';
import { NodeChild, type Addresses, type NodePlan } from './node-child.js';
import { operatorToken } from './operator-token.js';
import { openServers, type Servers } from './servers.js';
import { audience, serviceEnvironment, type ServiceSurroundings } from './service-environment.js';
import { TraceKeeper } from '../traces/trace-keeper.js';
import { removeStackFile, writeStackFile, type StackFile } from './stack-file.js';

export type StackOptions = {
  readonly folder: RunFolder;
  /** The folder with the compiled code. */
  readonly compiled: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tell: (text: string) => void;
  /** Keeps the traces of the run, unless the environment names a receiver of its own. */
  readonly keepsTraces?: boolean;
  /** Who runs the services, where they are not just started and stopped. */
  readonly services?: RunsServices;
  /** Opens the broker, where it is not the one node that is found. */
  readonly openBroker?: () => Promise<Broker>;
};

/** Starts services as planned and keeps them running. */
export type RunsServices = {
  /** Puts something of its own between a service and what it speaks to. */
  around(service: string, surroundings: ServiceSurroundings): Promise<ServiceSurroundings>;
  /** @returns where they are to be spoken to */
  start(folder: RunFolder, plans: readonly NodePlan[]): Promise<Addresses>;
  stop(graceMs: number): Promise<void>;
};

/** A service first ends by its own deadline. */
const serviceGraceMs = 30_000;
const simulatorsGraceMs = 5_000;

/**
 * Understands the whole of Debitorbro on one machine: servers, other people's systems and our services, what order they start
 * in, and that they all end again, whatever happened.
 */
export class Stack {
  private readonly stops: (() => Promise<unknown>)[] = [];
  private readonly fates: Promise<never>[] = [];
  private opening: Promise<StackFile> | undefined;
  private closing: Promise<void> | undefined;
  private opened: Servers | undefined;
  private readonly running = new Map<
    string,
    { readonly plan: NodePlan; readonly started: NodeChild }
  >();

  constructor(private readonly options: StackOptions) {}

  /** Starts everything; on failure, `close` ends what had started. */
  open(): Promise<StackFile> {
    this.opening ??= this.start();
    return this.opening;
  }

  /** Broker and database. @throws Error before they are up */
  get servers(): Servers {
    if (this.opened === undefined) throw new Error('There are no servers yet.');
    return this.opened;
  }

  /** Fails as soon as a part ends that was not asked to. */
  failed(): Promise<never> {
    return fate(...this.fates);
  }

  /**
   * Ends one of the processes as a crash does, and starts it again.
   * @param meanwhile done while it is away
   * @returns where it listens now
   */
  async crash(name: string, meanwhile: () => Promise<unknown> = nothing): Promise<Addresses> {
    const was = this.running.get(name);
    if (was === undefined) throw new Error(`There is no process ${name}.`);
    was.started.child.kill();
    await was.started.child.ended;
    await meanwhile();
    return this.begin(was.plan).listening;
  }

  /** Ends everything in order: services drain first, servers go last. Repeated calls wait for the first. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async start(): Promise<StackFile> {
    const { folder, tell } = this.options;
    removeStackFile(folder); // of a run that was killed
    rmSync(folder.within('logs'), { recursive: true, force: true });
    const servers = await timed(tell, 'servers', (say) => this.openServers(say));
    const secret = randomBytes(18).toString('base64url');
    const simulators = await timed(tell, 'simulators', () => this.startSimulators(servers, secret));
    const issuer = simulators.addresses['identity-provider'] ?? '';
    const traces = await this.keepTraces();
    const services = await timed(tell, 'services', () =>
      this.startServices(servers, { issuer, ...traces }),
    );
    const content = {
      amqpUrl: servers.amqpUrl,
      databaseUrl: servers.databaseUrl,
      console: services.addresses['operations-console'] ?? null,
      services: services.addresses,
      simulators: simulators.addresses,
      token: await operatorToken(issuer, secret),
    };
    this.unlessClosing();
    writeStackFile(folder, content);
    return content;
  }

  private async end(): Promise<void> {
    await this.opening?.catch(() => undefined);
    removeStackFile(this.options.folder);
    for (const stop of this.stops.toReversed()) await stop().catch(() => undefined); // the others are to end all the same
    for (const place of ['rabbitmq', 'postgres'])
      rmSync(this.options.folder.within(place), { recursive: true, force: true });
  }

  private async openServers(tell: (text: string) => void): Promise<Servers & Summed> {
    const servers = await openServers({ ...this.options, tell });
    this.opened = servers;
    this.stops.push(() => servers.stop());
    this.fates.push(servers.failed);
    this.unlessClosing();
    return { ...servers, sum: servers.origin };
  }

  private async startSimulators(servers: Servers, secret: string): Promise<Started> {
    const { env } = this.options;
    const told = {
      ...env,
      HTTP_HOST: '127.0.0.1',
      AMQP_URL: servers.amqpUrl,
      OIDC_AUDIENCE: audience,
      OPERATOR_SECRET: secret,
    };
    const addresses = await this.run(
      [{ name: 'simulators', entry: this.entry('simulators/main.js'), env: told }],
      simulatorsGraceMs,
    );
    return { addresses, sum: Object.keys(addresses).join(', ') };
  }

  /** @returns what services are told of it */
  private async keepTraces(): Promise<{ readonly otlpEndpoint?: string }> {
    const { folder, env, keepsTraces } = this.options;
    if (keepsTraces !== true || env['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined) return {};
    const keeper = await TraceKeeper.open(folder.within('traces.ndjson'));
    this.stops.push(() => keeper.stop());
    return { otlpEndpoint: keeper.url };
  }

  private async startServices(
    servers: Servers,
    told: { readonly issuer: string; readonly otlpEndpoint?: string },
  ): Promise<Started> {
    const { folder, env, compiled, services } = this.options;
    const keys = keyFiles(folder);
    const plans: NodePlan[] = [];
    for (const name of serviceNames(compiled)) {
      const { url } = await servers.databases.create(name);
      const { amqpUrl, managementUrl } = servers;
      const own = { amqpUrl, managementUrl, databaseUrl: url, keys, ...told };
      const surroundings = (await services?.around(name, own)) ?? own;
      const entry = this.entry(`apps/${name}/src/main.js`);
      plans.push({ name, entry, env: serviceEnvironment(env, surroundings) });
    }
    const addresses = await this.runServices(plans);
    return { addresses, sum: Object.keys(addresses).join(', ') };
  }

  private async runServices(plans: readonly NodePlan[]): Promise<Addresses> {
    const { services, folder } = this.options;
    if (services === undefined) return this.run(plans, serviceGraceMs);
    this.unlessClosing();
    this.stops.push(() => services.stop(serviceGraceMs));
    const addresses = await services.start(folder, plans);
    this.unlessClosing();
    return addresses;
  }

  private entry(path: string): string {
    return join(this.options.compiled, path);
  }

  /** Starts processes side by side and waits until all listen; they end side by side too. */
  private async run(plans: readonly NodePlan[], graceMs: number): Promise<Addresses> {
    this.unlessClosing();
    const children = plans.map((plan) => this.begin(plan));
    const stopOne = async ({ name }: NodePlan): Promise<void> => {
      await this.running.get(name)?.started.child.stop(graceMs);
    };
    this.stops.push(() => Promise.all(plans.map(stopOne)));
    this.fates.push(...children.map(({ failed }) => failed));
    const addresses = await Promise.all(children.map(({ listening }) => listening));
    this.unlessClosing();
    return Object.assign({}, ...addresses) as Addresses;
  }

  private begin(plan: NodePlan): NodeChild {
    const started = NodeChild.start(this.options.folder, plan);
    this.running.set(plan.name, { plan, started });
    return started;
  }

  private unlessClosing(): void {
    if (this.closing !== undefined) throw new Error('It was stopped before it had started.');
  }
}

const nothing = (): Promise<void> => Promise.resolve();

type Summed = { readonly sum: string };
type Started = Summed & { readonly addresses: Addresses };

/** The folders in `apps/`. */
function serviceNames(compiled: string): readonly string[] {
  const apps = join(compiled, 'apps');
  return readdirSync(apps)
    .filter((name) => existsSync(join(apps, name, 'src', 'main.js')))
    .sort();
}

async function timed<Result extends Summed>(
  tell: (text: string) => void,
  what: string,
  work: (say: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const say = (text: string): void => {
    tell(`${what.padEnd(10)} ${text}`);
  };
  const startedAt = performance.now();
  const result = await work(say);
  say(`${result.sum} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return result;
}
