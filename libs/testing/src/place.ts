import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { BrokerManagement, withVhost } from '../../../deploy/rabbitmq/broker-management.js';
import { askDatabase } from './ask-database.js';

export type Place = {
  /** A virtual host of its own, with the policies of deploy/rabbitmq. */
  readonly amqpUrl: string;
  /** With name and password of an administrator. */
  readonly managementUrl: string;
  /** An empty database of its own; the same name gives the same database. */
  databaseUrl(name: string): Promise<string>;
  /** Removes virtual host and databases, and cuts what is still connected. */
  dispose(): Promise<void>;
};

/** Gives a spec file its own corner of the test run's RabbitMQ and PostgreSQL. Dispose of it in `afterAll`. */
export async function aPlace(): Promise<Place> {
  const name = `t${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const managementUrl = told('TEST_MANAGEMENT_URL');
  const management = new BrokerManagement(managementUrl);
  await management.openVhost(name);
  const databases = new Map<string, Promise<string>>();
  return {
    amqpUrl: withVhost(told('TEST_AMQP_URL'), name),
    managementUrl,
    databaseUrl: (suffix) => {
      const made =
        databases.get(suffix) ?? makeDatabase(`${name}_${suffix.replaceAll(/\W/g, '_')}`);
      databases.set(suffix, made);
      return made;
    },
    dispose: async () => {
      await management.removeVhost(name);
      for (const url of await Promise.all(databases.values()))
        await asAdministrator(`DROP DATABASE IF EXISTS ${databaseIn(url)} WITH (FORCE)`);
    },
  };
}

async function makeDatabase(name: string): Promise<string> {
  await asAdministrator(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const url = new URL(told('TEST_DATABASE_URL'));
  url.pathname = `/${name}`;
  return url.toString();
}

function databaseIn(url: string): string {
  return pg.escapeIdentifier(new URL(url).pathname.slice(1));
}

async function asAdministrator(sql: string): Promise<void> {
  await askDatabase(told('TEST_DATABASE_URL'), sql);
}

/** Jest's global set-up (test/servers) tells where the servers are. */
function told(variable: string): string {
  const value = process.env[variable];
  if (value === undefined)
    throw new Error(
      `${variable} is not set: specs that need servers are named *.int.spec.ts, or lie under test/.`,
    );
  return value;
}
