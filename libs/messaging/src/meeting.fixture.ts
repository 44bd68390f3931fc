import { Event, eventOf } from '@libs/contracts';
import type { Tx } from '@libs/persistence';
import { IsInt, IsString } from 'class-validator';
import { Added, agencyId, type Sum } from './counting.fixture.js';
import type { Decider, Decision } from './work/decider.js';
import type { Message } from './work/message.js';
import type { Concern, Need } from './work/stream.js';

/** Numbered, of another kind of stream: what others wait for. */
@Event({
  type: 'dk.debitorbro.agreement.test-agreed.v1',
  exchange: 'claims',
  kind: 'agreement',
  key: 'agencyId',
  routedBy: 'agencyId',
})
export class Agreed {
  @IsString() agencyId!: string;
  @IsString() words!: string;
}

/** Not numbered, as payments are. */
@Event({
  type: 'dk.debitorbro.balance.test-noted.v1',
  exchange: 'payments',
  key: 'noteId',
  routedBy: 'agencyId',
})
export class Noted {
  @IsString() agencyId!: string;
  @IsString() noteId!: string;
  @IsString() feeId!: string;
  @IsInt() amount!: number;
}

/** Of the same streams as `Added`, and of no interest. */
@Event({
  type: 'dk.debitorbro.balance.test-skipped.v1',
  exchange: 'claims',
  kind: 'balance',
  key: 'feeId',
  routedBy: 'agencyId',
})
export class Skipped {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsInt() never!: number;
}

export class Agree implements Decider<Agreed, never> {
  readonly heard: string[] = [];

  stateKey(): string {
    return '';
  }

  gather(): Promise<Map<string, never>> {
    return Promise.resolve(new Map<string, never>());
  }

  decide(_state: undefined, { event }: Message<Agreed>): Decision<never> {
    this.heard.push(event.words);
    return {};
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }
}

/** Adds notes to a sum beside the fee's: they commute, and each counts once. */
export class TakeNotes implements Decider<Noted, Sum> {
  troubled = false;

  stateKey({ feeId }: Noted): string {
    return `notes/${feeId}`;
  }

  concerns(messages: readonly Message<Noted>[]): Concern[] {
    return messages.map(({ event }) => ({
      kind: 'balance',
      scope: event.agencyId,
      key: event.feeId,
      mode: 'exclusive',
    }));
  }

  async gather(tx: Tx, messages: readonly Message<Noted>[]): Promise<Map<string, Sum>> {
    const rows = await tx.query<Sum>(`SELECT key, sum, trail FROM sum WHERE key = ANY($1)`, [
      messages.map(({ event }) => this.stateKey(event)),
    ]);
    return new Map(rows.map((row) => [row.key, row]));
  }

  decide(state: Sum | undefined, { event }: Message<Noted>): Decision<Sum> {
    if (this.troubled) throw new Error('not now');
    return {
      state: { key: this.stateKey(event), sum: (state?.sum ?? 0) + event.amount, trail: '' },
    };
  }

  async keep(tx: Tx, changed: readonly Sum[]): Promise<void> {
    await tx.query(
      `INSERT INTO sum (key, sum, trail) SELECT *, '' FROM unnest($1::text[], $2::int[]) ON CONFLICT (key) DO UPDATE SET sum = excluded.sum`,
      [changed.map(({ key }) => key), changed.map(({ sum }) => sum)],
    );
  }
}

const agreementSource = `/claim-intake/${agencyId}`;

export function agreementUpTo(number: number): Need {
  return { source: agreementSource, kind: 'agreement', scope: agencyId, key: agencyId, number };
}

export function agreed(number: number): Buffer {
  return body({
    source: agreementSource,
    id: `agreement-${String(number)}`,
    type: Agreed,
    subject: agencyId,
    number,
    data: { agencyId, words: `version ${String(number)}` },
  });
}

export function addedNeeding(feeId: string, number: number, needs: readonly Need[]): Buffer {
  return body({
    source: `/library/${agencyId}`,
    id: `${feeId}-${String(number)}`,
    type: Added,
    subject: feeId,
    number,
    data: { agencyId, feeId, amount: 1, needs },
  });
}

export function noted(noteId: string, feeId: string, amount: number, source = '/gateway'): Buffer {
  return body({
    source,
    id: noteId,
    type: Noted,
    subject: noteId,
    data: { agencyId, noteId, feeId, amount },
  });
}

/** Its data is nonsense. */
export function skipped(feeId: string, number: number): Buffer {
  return body({
    source: `/library/${agencyId}`,
    id: `${feeId}-${String(number)}`,
    type: Skipped,
    subject: feeId,
    number,
    data: { agencyId, never: 'a text' },
  });
}

type Parts = {
  readonly source: string;
  readonly id: string;
  readonly type: new () => object;
  readonly subject: string;
  readonly number?: number;
  readonly data: object;
};

function body({ type, number, ...envelope }: Parts): Buffer {
  const sequence = number === undefined ? {} : { sequence: String(number) };
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      time: '2026-11-20T08:00:00Z',
      type: eventOf(type).type,
      ...sequence,
      ...envelope,
    }),
  );
}
