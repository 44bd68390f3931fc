import { readFile } from 'node:fs/promises';

const answerWithinMs = 30_000;

/**
 * Understands the management side of a RabbitMQ: virtual hosts, and our definitions in them. `definitions.json` beside this file
 * is the one source of queue and exchange policies.
 */
export class BrokerManagement {
  private readonly base: string;
  private readonly user: string;
  private readonly authorization: string;

  /** @param url of the management plugin, with name and password of an administrator */
  constructor(url: string) {
    const { protocol, host, pathname, username, password } = new URL(url);
    this.base = `${protocol}//${host}${pathname.replace(/\/$/, '')}`;
    this.user = username;
    this.authorization = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  }

  /** @throws Error while the plugin does not answer */
  async answers(): Promise<void> {
    await this.ask('GET', '/api/overview');
  }

  /** Makes the virtual host unless it is there, lets the own user do everything in it, and puts our definitions in force. */
  async openVhost(name: string): Promise<void> {
    const vhost = encodeURIComponent(name);
    await this.ask('PUT', `/api/vhosts/${vhost}`, {});
    await this.ask('PUT', `/api/permissions/${vhost}/${this.user}`, {
      configure: '.*',
      write: '.*',
      read: '.*',
    });
    await this.define(name);
  }

  /** Puts our definitions in force in an existing virtual host; what is there under other names stays. */
  async define(name: string): Promise<void> {
    const definitions: unknown = JSON.parse(
      await readFile(new URL('./definitions.json', import.meta.url), 'utf8'),
    );
    await this.ask('POST', `/api/definitions/${encodeURIComponent(name)}`, definitions);
  }

  /** Removes the virtual host with all that is in it; its connections are closed. */
  async removeVhost(name: string): Promise<void> {
    await this.ask('DELETE', `/api/vhosts/${encodeURIComponent(name)}`);
  }

  /** What a path of its API tells. */
  async read<Answer>(path: string): Promise<Answer> {
    return JSON.parse(await this.ask('GET', path)) as Answer;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await fetch(`${this.base}${path}`, {
      method,
      headers: { authorization: this.authorization, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(
        `RabbitMQ's management answered ${method} ${path} with ${String(answer.status)}: ${text.slice(0, 300)}`,
      );
    return text;
  }
}

/** The same broker with another virtual host. */
export function withVhost(amqpUrl: string, vhost: string): string {
  const url = new URL(amqpUrl);
  url.pathname = `/${encodeURIComponent(vhost)}`;
  return url.toString();
}
