import { randomBytes } from 'node:crypto';
import pg from 'pg';

export type OwnDatabase = { readonly name: string; readonly role: string; readonly url: string };

/**
 * Understands databases that each have one owner: a role of its own with a password of this run, which can neither create others
 * nor enter its neighbours'.
 */
export class Databases {
  private readonly made: OwnDatabase[] = [];

  /** @param prefix keeps runs apart on a server that is shared */
  constructor(
    private readonly serverUrl: string,
    private readonly prefix: string,
  ) {}

  /** @param service name of the service; hyphens become underscores */
  async create(service: string): Promise<OwnDatabase> {
    const name = `${this.prefix}${service.replaceAll('-', '_')}`;
    const password = randomBytes(18).toString('base64url');
    await this.asAdministrator(async (client) => {
      await client.query(
        `CREATE ROLE ${quoted(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${password}'`,
      );
      await client.query(`GRANT ${quoted(name)} TO CURRENT_USER`);
      await client.query(
        `CREATE DATABASE ${quoted(name)} OWNER ${quoted(name)} TEMPLATE template0 ENCODING 'UTF8'`,
      );
      await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${quoted(name)} FROM PUBLIC`);
    });
    const url = new URL(this.serverUrl);
    Object.assign(url, { username: name, password, pathname: `/${name}` });
    const own = { name, role: name, url: url.toString() };
    this.made.push(own);
    return own;
  }

  /** Removes what this run has made; connections to it are cut. */
  async removeAll(): Promise<void> {
    await this.asAdministrator(async (client) => {
      for (const { name, role } of this.made.splice(0)) {
        await client.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
        await client.query(`DROP ROLE IF EXISTS ${quoted(role)}`);
      }
    });
  }

  private async asAdministrator(work: (client: pg.Client) => Promise<void>): Promise<void> {
    const client = new pg.Client({ connectionString: this.serverUrl });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}
