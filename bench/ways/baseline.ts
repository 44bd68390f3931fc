import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Databases } from '../../deploy/local/postgres/databases.js';
import { fate } from '../../deploy/local/run/fate.js';
import type { RunFolder } from '../../deploy/local/run/run-folder.js';
import { NodeChild, type Addresses } from '../../deploy/local/stack/node-child.js';
import { BrokerManagement, withVhost } from '../../deploy/rabbitmq/broker-management.js';
import { hops } from './hops.js';
import type { Surroundings } from './surroundings.js';
import type { OpenWay, WayName } from './way.js';

const graceMs = 5_000;

/** A way that is not ours: five processes of one program, each with a database of its own, and the same simulators. */
export class Baseline implements OpenWay {
  private readonly children: NodeChild[] = [];
  private readonly vhost: string;
  private readonly databases: Databases;
  private readonly management: BrokerManagement;
  readonly amqpUrl: string;

  private constructor(
    private readonly name: Exclude<WayName, 'ours'>,
    private readonly around: Surroundings,
    private readonly folder: RunFolder,
  ) {
    const run = randomBytes(3).toString('hex');
    this.vhost = `bench-${name}-${run}`;
    this.databases = new Databases(around.env['DATABASE_URL'] ?? '', `bench_${name}_${run}_`);
    this.management = new BrokerManagement(around.env['RABBITMQ_MANAGEMENT_URL'] ?? '');
    this.amqpUrl = withVhost(around.env['AMQP_URL'] ?? '', this.vhost);
  }

  static async open(name: Exclude<WayName, 'ours'>, around: Surroundings): Promise<Baseline> {
    const baseline = new Baseline(name, around, await around.folderFor(name));
    try {
      await baseline.start();
      return baseline;
    } catch (error) {
      await baseline.close();
      throw error;
    }
  }

  failed(): Promise<never> {
    return fate(...this.children.map(({ failed }) => failed));
  }

  costs(): ReturnType<OpenWay['costs']> {
    return this.around.costs(this.folder);
  }

  async close(): Promise<void> {
    await Promise.all(this.children.map(({ child }) => child.stop(graceMs)));
    await this.databases.removeAll();
    await this.management.removeVhost(this.vhost);
    await this.folder.release();
  }

  private async start(): Promise<void> {
    await this.management.openVhost(this.vhost);
    const told = { ...this.around.env, AMQP_URL: this.amqpUrl };
    const endpoints = await this.run('simulators', 'simulators/main.js', {
      ...told,
      HTTP_HOST: '127.0.0.1',
      OPERATOR_SECRET: randomBytes(18).toString('base64url'),
    });
    const shared = { ...told, DEBTOR_SYSTEMS: JSON.stringify(endpoints) };
    await Promise.all(
      hops.map(async ({ name }) => {
        const { url } = await this.databases.create(name);
        await this.run(name, `bench/${this.name}/main.js`, {
          ...{ ...shared, DATABASE_URL: url, BENCH_HOP: name },
        });
      }),
    );
  }

  private run(
    name: string,
    entry: string,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<Addresses> {
    const child = NodeChild.start(this.folder, {
      ...{ name, env },
      entry: join(this.around.compiled, entry),
    });
    this.children.push(child);
    return child.listening;
  }
}
