import { fate } from '../../deploy/local/run/fate.js';
import type { RunFolder } from '../../deploy/local/run/run-folder.js';
import { NodeChild, type Addresses, type NodePlan } from '../../deploy/local/stack/node-child.js';
import type { RunsServices } from '../../deploy/local/stack/stack.js';
import type { ServiceSurroundings } from '../../deploy/local/stack/service-environment.js';

type Started = { readonly plan: NodePlan; readonly node: NodeChild; readonly url: string };

/** Services that can all be stopped, in order, and be started again where they listened before. */
export class PausableServices implements RunsServices {
  private folder: RunFolder | undefined;
  private running: readonly Started[] = [];
  private readonly failing = Promise.withResolvers<never>();

  constructor() {
    this.failing.promise.catch(() => undefined);
  }

  /** Fails as soon as one ends that was not asked to. */
  failed(): Promise<never> {
    return fate(this.failing.promise);
  }

  around(_service: string, surroundings: ServiceSurroundings): Promise<ServiceSurroundings> {
    return Promise.resolve(surroundings);
  }

  async start(folder: RunFolder, plans: readonly NodePlan[]): Promise<Addresses> {
    this.folder = folder;
    this.running = await Promise.all(plans.map((plan) => this.begin(folder, plan)));
    return Object.fromEntries(this.running.map(({ plan, url }) => [plan.name, url]));
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all(this.running.map(({ node }) => node.child.stop(graceMs)));
  }

  /** @throws Error before they were started for the first time */
  async resume(): Promise<void> {
    const { folder } = this;
    if (folder === undefined) throw new Error('Nothing was started that could go on.');
    const plans = this.running.map(({ plan, url }) => ({
      ...plan,
      env: { ...plan.env, HTTP_PORT: new URL(url).port },
    }));
    await this.start(folder, plans);
  }

  /** The processes as they run now, by service. */
  get pids(): ReadonlyMap<string, number> {
    return new Map(this.running.map(({ plan, node }) => [plan.name, node.child.pid ?? 0]));
  }

  private async begin(folder: RunFolder, plan: NodePlan): Promise<Started> {
    const node = NodeChild.start(folder, plan);
    node.child.orItsUnaskedEnd().catch((error: unknown) => {
      this.failing.reject(error);
    });
    const { [plan.name]: url = '' } = await node.listening;
    return { plan, node, url };
  }
}
