import { Event, eventOf, Placed } from '@libs/contracts';
import { PermanentFailure } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import { IsInt, IsOptional, IsString } from 'class-validator';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Decider, Decision } from './work/decider.js';
import type { HandlerPlan, Work } from './work/handler-plan.js';
import type { Message } from './work/message.js';

export const agencyId = 'DK-761500';
export const queue = 'summing.added';

const numbered = { kind: 'balance', key: 'feeId', routedBy: 'agencyId' } as const;

@Event({ type: 'dk.debitorbro.balance.test-added.v1', exchange: 'claims', ...numbered })
export class Added extends Placed {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsInt() amount!: number;
  /** What the decider is to do wrong. */
  @IsOptional() @IsString() trouble?: 'throws' | 'permanent' | 'statement';
}

@Event({ type: 'dk.debitorbro.balance.test-summed.v1', exchange: 'library.updates', ...numbered })
export class Summed {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsInt() sum!: number;
}

/** `trail`: the numbers in the order in which they were applied. */
export type Sum = { readonly key: string; readonly sum: number; readonly trail: string };

export class Sums1764000000001 implements MigrationInterface {
  readonly name = 'Sums1764000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE sum (key text PRIMARY KEY, sum int NOT NULL, trail text NOT NULL)`,
    );
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sum`);
  }
}

/** Adds up, and remembers in which order: the end state tells whether anything was lost, doubled or swapped. */
export class AddUp implements Decider<Added, Sum> {
  /** Feels no trouble any more: its bug has been mended. */
  mended = false;

  constructor(private readonly announces = true) {}

  stateKey({ agencyId: agency, feeId }: Added): string {
    return `${agency}/${feeId}`;
  }

  async gather(tx: Tx, messages: readonly Message<Added>[]): Promise<Map<string, Sum>> {
    const keys = messages.map(({ event }) => this.stateKey(event));
    const rows = await tx.query<Sum>(`SELECT key, sum, trail FROM sum WHERE key = ANY($1)`, [keys]);
    return new Map(rows.map((row) => [row.key, row]));
  }

  decide(state: Sum | undefined, { event, number }: Message<Added>): Decision<Sum> {
    const trouble = this.mended ? undefined : event.trouble;
    if (trouble === 'throws') throw new Error(`the handler can't bear ${event.feeId}`);
    if (trouble === 'permanent')
      throw new PermanentFailure('test.permanent', 'It can never be handled.');
    const key = this.stateKey(event);
    const sum = (state?.sum ?? 0) + event.amount;
    const trail = trouble === 'statement' ? '\0' : `${state?.trail ?? ''}${String(number)},`;
    return {
      state: { key, sum, trail },
      announce: this.announces
        ? [Object.assign(new Summed(), { agencyId: event.agencyId, feeId: event.feeId, sum })]
        : [],
    };
  }

  async keep(tx: Tx, changed: readonly Sum[]): Promise<void> {
    await tx.query(
      `INSERT INTO sum (key, sum, trail) SELECT * FROM unnest($1::text[], $2::int[], $3::text[])
       ON CONFLICT (key) DO UPDATE SET sum = excluded.sum, trail = excluded.trail`,
      [
        changed.map(({ key }) => key),
        changed.map(({ sum }) => sum),
        changed.map(({ trail }) => trail),
      ],
    );
  }
}

export function planFor<Of extends object>(
  decider: Decider<Of, unknown>,
  differently: Partial<HandlerPlan> = {},
): HandlerPlan {
  return {
    name: decider.constructor.name,
    queue,
    types: [eventOf(Added).type],
    everythingFrom: ['claims'],
    lets: [],
    opens: [],
    seals: undefined,
    invoke: (work) => (work as unknown as Work<Of>).by(decider),
    ...differently,
  };
}

export type Told = Partial<Pick<Added, 'trouble' | 'amount'>> & {
  readonly feeId: string;
  readonly number: number;
  readonly id?: string;
};

/** The CloudEvent of one `Added`, with whatever of its envelope is to be different. */
export function envelopeOf(
  { feeId, number, amount = 1, id, trouble }: Told,
  differently: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: id ?? `${feeId}-${String(number)}`,
    source: `/library/${agencyId}`,
    type: eventOf(Added).type,
    subject: feeId,
    time: '2026-11-20T08:00:00Z',
    sequence: String(number),
    data: { agencyId, feeId, amount, ...(trouble !== undefined && { trouble }) },
    ...differently,
  };
}

export function bodyOf(told: Told): Buffer {
  return Buffer.from(JSON.stringify(envelopeOf(told)));
}
