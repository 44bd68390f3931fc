import pg from 'pg';
import { openPostgres } from '../../deploy/local/postgres/private-postgres.js';
import { openRabbit } from '../../deploy/local/rabbit/private-rabbit.js';
import { fate } from '../../deploy/local/run/fate.js';
import { RunFolder } from '../../deploy/local/run/run-folder.js';
import { costOf, ownCost, type Cost } from '../measuring/process-costs.js';

type Environment = Readonly<Record<string, string | undefined>>;

export type SurroundingsOptions = {
  readonly folder: RunFolder;
  /** The folder with the compiled code. */
  readonly compiled: string;
  readonly env: Environment;
  readonly tell: (text: string) => void;
};

const databaseGraceMs = 5_000;
const serverNames: Readonly<Record<string, string>> & { readonly postgres: string } = {
  rabbitmq: 'RabbitMQ',
  postgres: 'PostgreSQL',
};

/** Understands what all ways share: one broker and one database server, each way with a virtual host and databases of its own. */
export class Surroundings {
  private constructor(
    private readonly options: SurroundingsOptions,
    /** What a way is told: the servers by the names that a stack knows. */
    readonly env: Environment,
    private readonly servers: {
      readonly failed: Promise<never>;
      readonly stop: () => Promise<void>;
    },
  ) {}

  static async open(options: SurroundingsOptions): Promise<Surroundings> {
    const { folder, env } = options;
    const [broker, database] = await Promise.all([openRabbit(options), openPostgres(folder, env)]);
    options.tell(`servers    RabbitMQ: ${broker.origin} · PostgreSQL: ${database.origin}`);
    const told = {
      ...env,
      LOG_LEVEL: 'warn',
      AMQP_URL: broker.amqpUrl,
      RABBITMQ_MANAGEMENT_URL: broker.managementUrl,
      DATABASE_URL: database.url,
    };
    const stop = async (): Promise<void> => {
      await broker.stop(0);
      await database.stop(databaseGraceMs);
    };
    return new Surroundings(options, told, { failed: fate(broker.failed, database.failed), stop });
  }

  get compiled(): string {
    return this.options.compiled;
  }

  get failed(): Promise<never> {
    return this.servers.failed;
  }

  /** A folder for a way's own processes, inside the run's. */
  folderFor(way: string): Promise<RunFolder> {
    return RunFolder.claim(this.options.folder.within(way), this.options.tell);
  }

  /** Of a way's processes, of the servers and of the library that measures. */
  async costs(ways: RunFolder): Promise<ReadonlyMap<string, Cost>> {
    const loggedBytes = await bytesLogged(this.env['DATABASE_URL'] ?? '');
    const processes = [...ways.running, ...this.options.folder.running];
    const costs = new Map(
      processes
        .filter(({ name }) => name !== 'epmd')
        .map(({ name, pid }) => [serverNames[name] ?? name, costOf(pid)]),
    );
    const database = costs.get(serverNames.postgres);
    if (database !== undefined)
      costs.set(serverNames.postgres, { ...database, writtenBytes: loggedBytes });
    return costs.set('the library, measuring', ownCost());
  }

  async close(): Promise<void> {
    await this.servers.stop();
  }
}

/**
 * What the database server has written to its log, by its own count: the kernel's counts a whole large page for each small write. Its
 * tables are written later, at a checkpoint.
 */
async function bytesLogged(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(
      "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bytes",
    );
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}
