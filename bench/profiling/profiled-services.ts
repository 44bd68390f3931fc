import { mkdirSync } from 'node:fs';
import type { RunFolder } from '../../deploy/local/run/run-folder.js';
import { NodeChild, type Addresses, type NodePlan } from '../../deploy/local/stack/node-child.js';
import type { ServiceSurroundings } from '../../deploy/local/stack/service-environment.js';
import type { RunsServices } from '../../deploy/local/stack/stack.js';

/** Starts the services so that each writes down, when it ends, where its CPU has gone: V8's own sampling, every millisecond. */
export class ProfiledServices implements RunsServices {
  private children: readonly NodeChild[] = [];

  /** @param place folder of the profiles, one for each service: `<service>.cpuprofile` */
  constructor(private readonly place: string) {}

  around(_service: string, surroundings: ServiceSurroundings): Promise<ServiceSurroundings> {
    return Promise.resolve(surroundings);
  }

  async start(folder: RunFolder, plans: readonly NodePlan[]): Promise<Addresses> {
    mkdirSync(this.place, { recursive: true });
    this.children = plans.map((plan) =>
      NodeChild.start(folder, {
        ...plan,
        nodeArgs: [
          ...['--cpu-prof', '--cpu-prof-dir', this.place],
          ...['--cpu-prof-name', `${plan.name}.cpuprofile`],
        ],
      }),
    );
    const addresses = await Promise.all(this.children.map(({ listening }) => listening));
    return Object.assign({}, ...addresses) as Addresses;
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all(this.children.map(({ child }) => child.stop(graceMs)));
  }
}
