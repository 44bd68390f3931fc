import pg from 'pg';

/** What a service has left to do, and what it has given up. */
export type Left = {
  readonly outbox: number;
  readonly setAside: number;
  readonly deliveries: number;
  readonly parked: Readonly<Record<string, number>>;
};

const services = [
  'claim-intake',
  'verification',
  'receivable-mapper',
  'serviceplatform-gateway',
  'payment-reconciliation',
] as const;
export type ServiceName = (typeof services)[number];

/** Whoever looks shares two cores with all that it looks at. */
const answerWithinMs = 30_000;

/**
 * Understands what still waits in a run: looks into the services' tables, and counts only; never into the product's own words.
 * Connections are kept from look to look: a new one costs a process of the server.
 */
export class LookInside {
  private readonly clients = new Map<ServiceName, pg.Client>();

  /** @param databaseUrl of the server's administrator */
  private constructor(
    private readonly databaseUrl: string,
    private readonly managementUrl: string | undefined,
    private readonly vhost: string,
  ) {}

  /** @param amqpUrl tells which virtual host the run has */
  static of(databaseUrl: string, managementUrl: string | undefined, amqpUrl: string): LookInside {
    const vhost = decodeURIComponent(new URL(amqpUrl).pathname.slice(1));
    return new LookInside(databaseUrl, managementUrl, vhost);
  }

  async left(): Promise<ReadonlyMap<ServiceName, Left>> {
    const looks = new Map<ServiceName, Left>();
    for (const service of services) looks.set(service, await this.of(service));
    return looks;
  }

  /**
   * Messages in all queues, delivered ones too, by the broker's own count.
   * @returns nothing while the broker can't tell of every queue: it has just started and has not counted yet
   */
  async queued(): Promise<number | undefined> {
    if (this.managementUrl === undefined) return 0;
    const { origin, username, password } = new URL(this.managementUrl);
    const key = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
    const path = `/api/queues/${encodeURIComponent(this.vhost)}?columns=name,messages`;
    const answer = await fetch(`${origin}${path}`, {
      headers: { authorization: `Basic ${key.toString('base64')}` },
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (!answer.ok) throw new Error(`The broker's management says ${String(answer.status)}.`);
    return messagesIn((await answer.json()) as readonly CountedQueue[]);
  }

  async close(): Promise<void> {
    for (const [service, client] of this.clients) {
      this.clients.delete(service);
      await client.end().catch(() => undefined); // it was lost already
    }
  }

  private async of(service: ServiceName): Promise<Left> {
    const client = this.clients.get(service) ?? (await this.connect(service));
    try {
      return await look(client, service);
    } catch (error) {
      this.forget(service, client);
      throw error;
    }
  }

  private async connect(service: ServiceName): Promise<pg.Client> {
    const url = new URL(this.databaseUrl);
    url.pathname = `/${service.replaceAll('-', '_')}`;
    const client = new pg.Client({
      connectionString: url.toString(),
      connectionTimeoutMillis: answerWithinMs,
      query_timeout: answerWithinMs,
    });
    client.on('error', () => {
      this.forget(service, client);
    });
    await client.connect();
    this.clients.set(service, client);
    return client;
  }

  private forget(service: ServiceName, client: pg.Client): void {
    if (this.clients.get(service) === client) this.clients.delete(service);
    void client.end().catch(() => undefined); // it was lost already
  }
}

/** A queue as the broker's management tells of it: without a count until it has counted once, after each start. */
export type CountedQueue = { readonly name: string; readonly messages?: number };

/** @returns nothing where one of them has not been counted */
export function messagesIn(queues: readonly CountedQueue[]): number | undefined {
  let sum = 0;
  for (const { messages } of queues) {
    if (messages === undefined) return undefined;
    sum += messages;
  }
  return sum;
}

async function look(client: pg.Client, service: ServiceName): Promise<Left> {
  const { rows } = await client.query<Record<'outbox' | 'set_aside', string>>(
    `SELECT (SELECT count(*) FROM messaging.outbox) AS outbox, (SELECT count(*) FROM messaging.set_aside WHERE state <> 'parked') AS set_aside`,
  );
  const parked = await client.query<{ reason: string; count: string }>(
    `SELECT reason_code AS reason, count(*) AS count FROM messaging.set_aside WHERE state = 'parked' GROUP BY 1`,
  );
  const [row] = rows;
  return {
    outbox: Number(row?.outbox),
    setAside: Number(row?.set_aside),
    deliveries: service === 'serviceplatform-gateway' ? await deliveriesIn(client) : 0,
    parked: Object.fromEntries(parked.rows.map(({ reason, count }) => [reason, Number(count)])),
  };
}

/** What is held back by a refusal is counted only once nothing else is open: there is no index for it, nor does the product need one. */
async function deliveriesIn(client: pg.Client): Promise<number> {
  const of = async (states: string): Promise<number> => {
    const { rows } = await client.query<{ count: string }>(
      `SELECT count(*) AS count FROM delivery WHERE state IN (${states})`,
    );
    return Number(rows[0]?.count);
  };
  const open = await of(`'waiting', 'unknown-outcome', 'attempting'`);
  return open > 0 ? open : of(`'held-back'`);
}
