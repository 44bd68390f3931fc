import { Event, eventOf } from '@libs/contracts';
import { PermanentFailure } from '@libs/kernel';
import { Database, type Tx } from '@libs/persistence';
import { KeySet, Sealer } from '@libs/sealing';
import { connect } from 'amqplib';
import { IsInt, IsOptional, IsString } from 'class-validator';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Engine } from './engine.js';
import { defaultLimits, type TransportLimits } from './settings.js';
import { MessagingTables1764000000000 } from './tables/messaging-tables.migration.js';
import { SilentWatch, type Watch } from './watch.js';
import type { Decider, Decision } from './work/decider.js';
import type { HandlerPlan, Work } from './work/handler-plan.js';
import type { Message } from './work/message.js';

@Event({ type: 'dk.debitorbro.balance.test-added.v1', exchange: 'claims', kind: 'balance', key: 'feeId', routedBy: 'agencyId' })
export class Added {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsInt() amount!: number;
  /** What the decider is to do wrong. */
  @IsOptional() @IsString() trouble?: string;
}

@Event({ type: 'dk.debitorbro.balance.test-summed.v1', exchange: 'library.updates', kind: 'balance', key: 'feeId', routedBy: 'agencyId' })
export class Summed {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsInt() sum!: number;
}

export type Sum = { readonly key: string; readonly sum: number; readonly trail: string };

class Sums1764000000001 implements MigrationInterface {
  readonly name = 'Sums1764000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE sum (key text PRIMARY KEY, sum int NOT NULL, trail text NOT NULL)`);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sum`);
  }
}

/** Adds up, and remembers in which order: the end state tells whether anything was lost, doubled or swapped. */
export class AddUp implements Decider<Added, Sum> {
  take(work: Work<Added>): Promise<undefined> {
    return work.by(this);
  }

  stateKey({ agencyId, feeId }: Added): string {
    return `${agencyId}/${feeId}`;
  }

  async gather(tx: Tx, messages: readonly Message<Added>[]): Promise<Map<string, Sum>> {
    const keys = messages.map(({ event }) => this.stateKey(event));
    const rows = await tx.query<Sum>(`SELECT key, sum, trail FROM sum WHERE key = ANY($1)`, [keys]);
    return new Map(rows.map((row) => [row.key, row]));
  }

  decide(state: Sum | undefined, { event, number }: Message<Added>): Decision<Sum> {
    if (event.trouble === 'throws') throw new Error('the handler fails');
    if (event.trouble === 'permanent') throw new PermanentFailure('test.permanent', 'It can never be handled.');
    const key = this.stateKey(event);
    const sum = (state?.sum ?? 0) + event.amount;
    const trail = event.trouble === 'statement' ? '\0' : `${state?.trail ?? ''}${String(number)},`;
    const { agencyId, feeId } = event;
    return { state: { key, sum, trail }, announce: [Object.assign(new Summed(), { agencyId, feeId, sum })] };
  }

  async keep(tx: Tx, changed: readonly Sum[]): Promise<void> {
    await tx.query(
      `INSERT INTO sum (key, sum, trail) SELECT * FROM unnest($1::text[], $2::int[], $3::text[])
       ON CONFLICT (key) DO UPDATE SET sum = excluded.sum, trail = excluded.trail`,
      [changed.map(({ key }) => key), changed.map(({ sum }) => sum), changed.map(({ trail }) => trail)],
    );
  }
}

export const queue = 'summing.added';
export const agencyId = 'DK-761500';

export function planFor(decider: AddUp): HandlerPlan {
  return {
    name: 'AddUp.take',
    queue,
    types: [eventOf(Added).type],
    everythingFrom: ['claims'],
    lets: [],
    opens: [],
    seals: undefined,
    invoke: (work) => decider.take(work as Work<Added>),
  };
}

export function testKeys(): KeySet {
  return KeySet.fromJwks(JSON.stringify({ keys: [{ kty: 'oct', kid: 'test', k: Buffer.alloc(32, 7).toString('base64url') }] }), 'test');
}

export type Replica = { readonly engine: Engine; readonly database: Database; readonly stop: () => Promise<void> };

export async function aReplica(at: { amqpUrl: string; databaseUrl: string; limits?: Partial<TransportLimits>; watch?: Watch; decider?: AddUp }): Promise<Replica> {
  const options = {
    url: at.databaseUrl,
    applicationName: 'summing',
    migrations: [MessagingTables1764000000000, Sums1764000000001],
    connectionsMax: 8,
    connectTimeoutMs: 3_000,
    statementTimeoutMs: 30_000,
  };
  const database = await Database.open(options);
  const relaxed = await Database.open({ ...options, connectionsMax: 2 });
  await database.migrate();
  const limits = { ...defaultLimits, ...at.limits };
  const engine = new Engine(
    { service: 'summing', amqpUrl: at.amqpUrl, publishesTo: ['library.updates'], limits },
    { database, relaxed, sealer: new Sealer(testKeys()), watch: at.watch ?? new SilentWatch() },
  );
  await engine.start([planFor(at.decider ?? new AddUp())]);
  return {
    engine,
    database,
    stop: async () => {
      await engine.stop();
      await Promise.all([database.close(), relaxed.close()]);
    },
  };
}

export type Told = { readonly feeId: string; readonly number: number; readonly amount: number; readonly id?: string; readonly trouble?: string };

export function bodyOf({ feeId, number, amount, id, trouble }: Told): Buffer {
  const data = { agencyId, feeId, amount, ...(trouble !== undefined && { trouble }) };
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id: id ?? `${feeId}-${String(number)}`,
      source: '/library/DK-761500',
      type: eventOf(Added).type,
      subject: feeId,
      time: '2026-11-20T08:00:00Z',
      sequence: String(number),
      data,
    }),
  );
}

/** A publisher of another house. */
export async function aPublisher(amqpUrl: string): Promise<{ publish: (bodies: readonly Buffer[], routingKey?: string) => Promise<void>; close: () => Promise<void> }> {
  const connection = await connect(amqpUrl);
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange('claims', 'topic', { durable: true });
  return {
    publish: async (bodies, routingKey = 'balance.test-added.DK-761500') => {
      for (const body of bodies) channel.publish('claims', routingKey, body, { persistent: true });
      await channel.waitForConfirms();
    },
    close: () => connection.close(),
  };
}
