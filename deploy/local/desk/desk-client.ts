import { existsSync, readFileSync } from 'node:fs';
import type { Asked, Desks } from './desk-options.js';

const answerWithinMs = 60_000;

/** Where desks are, and whoever asks them. */
export class DeskClient {
  private constructor(
    private readonly addresses: Readonly<Record<string, string>>,
    private readonly token: string,
  ) {}

  /** @throws Error when nothing runs and nothing was named */
  static of({ url, token }: Desks, stackFile: string): DeskClient {
    if (url !== undefined) {
      if (token === undefined) throw new Error('--url needs --token or --token-file.');
      return new DeskClient({ [url]: url }, token);
    }
    if (!existsSync(stackFile)) throw new Error('Nothing runs: npm start first, or name --url.');
    const stack = JSON.parse(readFileSync(stackFile, 'utf8')) as {
      readonly services: Readonly<Record<string, string>>;
      readonly token: string;
    };
    return new DeskClient(stack.services, token ?? stack.token);
  }

  get services(): readonly string[] {
    return Object.keys(this.addresses);
  }

  /** @throws Error with the service's own words when it refuses */
  async ask({ service, method, path, body, file }: Asked): Promise<unknown> {
    const sent = file === undefined ? body && JSON.stringify(body) : readFileSync(file, 'utf8');
    const answer = await fetch(`${this.addressOf(service)}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(sent !== undefined && { 'content-type': 'application/json' }),
      },
      ...(sent !== undefined && { body: sent }),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(told, undefined, 2));
    return told;
  }

  private addressOf(service: string): string {
    const [only, ...others] = Object.entries(this.addresses);
    const address = this.addresses[service] ?? (others.length === 0 ? only?.[1] : undefined);
    if (address === undefined)
      throw new Error(`There is no service ${service}: ${this.services.join(', ')}.`);
    return address.replace(/\/$/, '');
  }
}
