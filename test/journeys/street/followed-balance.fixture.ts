import { expect } from '@jest/globals';
import type { Creation } from './balance.fixture.js';
import type { ReceivableThere } from './debtor-system.fixture.js';
import type { LibraryEvent } from './events.fixture.js';
import type { BalanceOwner } from './surroundings.fixture.js';
import type { Update } from './updates.fixture.js';

type Told = Readonly<Record<string, unknown>>;

/** One balance of a journey: what the library says of it, and what becomes of it in public. */
export class Balance {
  constructor(
    readonly agency: BalanceOwner,
    readonly feeId: string,
    readonly creation: Creation,
  ) {}

  created(at?: string): LibraryEvent {
    return this.event('balance.created', this.creation, at);
  }
  amountChanged(newAmount: string): LibraryEvent {
    return this.event('balance.amount-changed', { newAmount });
  }
  verified(verifiedBy: 'manual' | 'automatic' = 'manual'): LibraryEvent {
    return this.event('balance.verified', { verifiedBy });
  }
  cancelled(): LibraryEvent {
    return this.event('balance.cancelled', { reason: 'Fejl' });
  }
  reimbursementRequested(amount?: string): LibraryEvent {
    return this.event('balance.reimbursement-requested', amount === undefined ? {} : { amount });
  }
  paid(paymentId: string, amount: string, undoes?: string): LibraryEvent {
    return this.event('balance.paid', {
      paymentId,
      amount,
      ...(undoes !== undefined && { undoes }),
    });
  }
  reopened(): LibraryEvent {
    return this.event('balance.reopened', {});
  }
  closed(status: 'paid' | 'written-off' | 'cancelled' | 'collection-ended'): LibraryEvent {
    return this.event('balance.closed', { status });
  }
  sentToCollection(): LibraryEvent {
    return this.event('balance.sent-to-collection', {});
  }

  /** What the library has heard of it so far, in order. */
  heard(): Update[] {
    return this.agency.street.updates.of(this.agency.agencyId, this.feeId);
  }

  /** The data of one kind of update, e.g. `balance.transfer-changed`, in order. */
  heardOf(name: string): Told[] {
    return this.heard()
      .filter(({ type }) => type === `dk.debitorbro.${name}.v1`)
      .map(({ data }) => data);
  }

  /** Its transfer states so far, in order (R14). */
  transfers(): unknown[] {
    return this.heardOf('balance.transfer-changed').map(({ transfer }) => transfer);
  }

  /** Waits until it stands so, and returns what was told with it. */
  stands(transfer: string): Promise<Told> {
    return this.agency.street.eventually(() => {
      const last = this.heardOf('balance.transfer-changed').at(-1);
      expect(last).toMatchObject({ transfer });
      return last ?? {};
    });
  }

  /** Waits for the answer to a change: `change-answered` or `change-refused`. */
  answerTo({ id, type }: LibraryEvent): Promise<Told> {
    return this.agency.street.eventually(() => {
      const answer = [
        ...this.heardOf('balance.change-answered'),
        ...this.heardOf('balance.change-refused'),
      ].find(({ changeId, refusedId }) => (changeId ?? refusedId) === id);
      expect(answer ?? { unanswered: type }).toMatchObject(
        answer !== undefined && 'refusedType' in answer
          ? { refusedType: type }
          : { changeType: type },
      );
      return answer ?? {};
    });
  }

  /** All answers that a change has had so far. */
  answersTo({ id }: LibraryEvent): Told[] {
    return this.heard()
      .map(({ data }) => data)
      .filter(({ changeId, refusedId }) => (changeId ?? refusedId) === id);
  }

  /** The receivable that the debtor system holds for it, if any: texts name the claim's number (R39). */
  async found(): Promise<ReceivableThere | undefined> {
    const number = this.creation.billNumber ?? this.feeId;
    const held = await this.agency.desk.receivables();
    return held.find(({ specification }) => specification?.includes(number));
  }

  /** Waits for the receivable at the debtor system, until it is as `wanted`. */
  receivable(
    wanted: (held: ReceivableThere) => unknown = () => undefined,
  ): Promise<ReceivableThere> {
    return this.agency.street.eventually(async () => {
      const held = await this.found();
      if (held === undefined) throw new Error(`The debtor system holds nothing for ${this.feeId}.`);
      wanted(held);
      return held;
    });
  }

  /** Tasks raised and not cleared yet, by kind. */
  openTasks(): string[] {
    const ofBalance = this.agency.street.updates
      .toAgency(this.agency.agencyId)
      .filter(({ data }) => 'taskId' in data && data['feeId'] === this.feeId);
    const cleared = new Set(
      ofBalance.filter(({ type }) => type.includes('cleared')).map(({ data }) => data['taskId']),
    );
    return ofBalance
      .filter(({ type, data }) => type.includes('raised') && !cleared.has(data['taskId']))
      .map(({ data }) => String(data['kind']));
  }

  /** Waits until these and no other tasks are open. */
  hasTasks(...kinds: string[]): Promise<void> {
    return this.agency.street.eventually(() => {
      expect(this.openTasks().sort()).toEqual(kinds.sort());
    });
  }

  private event(name: string, told: object, at?: string): LibraryEvent {
    return this.agency.office.event(name, { feeId: this.feeId }, told, at);
  }
}
