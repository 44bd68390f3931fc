import { randomUUID } from 'node:crypto';
import pg from 'pg';

const environment = process.env;
const amqp = environment['TEST_AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:25672';
const management = environment['TEST_MANAGEMENT_URL'] ?? 'http://guest:guest@127.0.0.1:25674';
const database =
  environment['TEST_DATABASE_URL'] ?? 'postgres://postgres:postgres@127.0.0.1:25432/postgres';

export async function aPlace() {
  const name = `t${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const { username, password, origin } = new URL(management);
  const base = origin.replace('//', '//');
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  await fetch(`${base}/api/vhosts/${name}`, { method: 'PUT', headers });
  await fetch(`${base}/api/permissions/${name}/guest`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ configure: '.*', write: '.*', read: '.*' }),
  });
  const names: string[] = [];
  const admin = async (sql: string) => {
    const c = new pg.Client({ connectionString: database });
    await c.connect();
    try {
      await c.query(sql);
    } finally {
      await c.end();
    }
  };
  return {
    amqpUrl: `${amqp}/${name}`,
    database: async (suffix: string) => {
      const db = `${name}_${suffix}`;
      names.push(db);
      await admin(`CREATE DATABASE ${db}`);
      const url = new URL(database);
      url.pathname = `/${db}`;
      return url.toString();
    },
    dispose: async () => {
      await fetch(`${base}/api/vhosts/${name}`, { method: 'DELETE', headers });
      for (const db of names) await admin(`DROP DATABASE ${db} WITH (FORCE)`);
    },
  };
}
