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

const connectWithinMs = 5_000;

/** Understands what still waits in a run: looks into the services' tables, and counts only; never into the product's own words. */
export class LookInside {
  /** @param databaseUrl of the server's administrator */
  constructor(
    private readonly databaseUrl: string,
    private readonly managementUrl: string | undefined,
    private readonly vhost: string,
  ) {}

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
      signal: AbortSignal.timeout(connectWithinMs),
    });
    if (!answer.ok) throw new Error(`The broker's management says ${String(answer.status)}.`);
    return messagesIn((await answer.json()) as readonly CountedQueue[]);
  }

  private async of(service: ServiceName): Promise<Left> {
    const url = new URL(this.databaseUrl);
    url.pathname = `/${service.replaceAll('-', '_')}`;
    const client = new pg.Client({
      connectionString: url.toString(),
      connectionTimeoutMillis: connectWithinMs,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await look(client, service);
    } finally {
      await client.end();
    }
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
  const deliveries =
    service === 'serviceplatform-gateway'
      ? `(SELECT count(*) FROM delivery WHERE state IN ('waiting', 'attempting', 'unknown-outcome', 'held-back'))`
      : '0';
  const { rows } = await client.query<Record<'outbox' | 'set_aside' | 'deliveries', string>>(
    `SELECT (SELECT count(*) FROM messaging.outbox) AS outbox, ${deliveries} AS deliveries,
       (SELECT count(*) FROM messaging.set_aside WHERE state <> 'parked') AS set_aside`,
  );
  const parked = await client.query<{ reason: string; count: string }>(
    `SELECT reason_code AS reason, count(*) AS count FROM messaging.set_aside WHERE state = 'parked' GROUP BY 1`,
  );
  const [row] = rows;
  return {
    outbox: Number(row?.outbox),
    setAside: Number(row?.set_aside),
    deliveries: Number(row?.deliveries),
    parked: Object.fromEntries(parked.rows.map(({ reason, count }) => [reason, Number(count)])),
  };
}
