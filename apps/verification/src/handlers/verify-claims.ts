import { Controller } from '@nestjs/common';
import {
  ClaimChangeRefused,
  ClaimKept,
  ClaimRegistered,
  ClaimSettlementChanged,
} from '@libs/contracts';
import { Money } from '@libs/kernel';
import {
  Takes,
  type Concern,
  type Decider,
  type Decision,
  type Message,
  type Work,
} from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { Settled } from '../domain/circumstances.js';
import { claimKey } from '../persistence/claim-store.js';
import { ClaimDesk, type ClaimFile } from './claim-desk.js';
import { intakeEvents, wordOf, type IntakeEvent } from './intake-words.js';
import { peopleIn } from './persons.js';

type Told = IntakeEvent | ClaimSettlementChanged;

/**
 * Decides what becomes of each claim that claim-intake passes on (R09–R13, R24–R29, R31, R42–R46). What the debtor system has
 * reported comes by the same queue, so that it is known before the library's answer to it.
 */
@Controller()
export class VerifyClaims implements Decider<Told, ClaimFile> {
  constructor(private readonly desk: ClaimDesk) {}

  @Takes({
    queue: 'verification.claims',
    events: [...intakeEvents, ClaimSettlementChanged],
    lets: [ClaimKept, ClaimChangeRefused],
    opens: true,
  })
  take(work: Work<Told>): Promise<undefined> {
    return work.by(this);
  }

  stateKey(event: Told): string {
    return claimKey(event);
  }

  concerns(messages: readonly Message<Told>[]): readonly Concern[] {
    return [...this.desk.concerns(messages), ...messages.flatMap(({ event }) => settles(event))];
  }

  gather(tx: Tx, messages: readonly Message<Told>[]): Promise<ReadonlyMap<string, ClaimFile>> {
    return this.desk.gather(tx, messages);
  }

  decide(file: ClaimFile | undefined, { event, now, number }: Message<Told>): Decision<ClaimFile> {
    if (file === undefined) throw new Error('The claim was not gathered.');
    if (event instanceof ClaimSettlementChanged) return this.desk.note(file, settledBy(event));
    const people = peopleIn(event);
    return this.desk.decide(file, wordOf(event), {
      name: event,
      now,
      number,
      patronId: people?.patronId,
      guardian: people?.guardian,
      toldAt: event instanceof ClaimRegistered ? (event.toldAt ?? undefined) : undefined,
    });
  }

  keep(tx: Tx, changed: readonly ClaimFile[]): Promise<void> {
    return this.desk.keep(tx, changed);
  }
}

/** Its stream is the receivable's, and it changes what is remembered of the claim. */
function settles(event: Told): Concern[] {
  if (!(event instanceof ClaimSettlementChanged)) return [];
  return [{ kind: 'balance', scope: event.agencyId, key: event.feeId, mode: 'exclusive' }];
}

function settledBy({ covered, coverageReversed, writtenOff }: ClaimSettlementChanged): Settled {
  return {
    covered: Money.fromKroner(covered),
    coverageReversed: Money.fromKroner(coverageReversed),
    writtenOff: Money.fromKroner(writtenOff),
  };
}
