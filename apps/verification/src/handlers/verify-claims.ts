import { Controller } from '@nestjs/common';
import { ClaimChangeRefused, ClaimKept } from '@libs/contracts';
import {
  Takes,
  type Concern,
  type Decider,
  type Decision,
  type Message,
  type Work,
} from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { claimKey } from '../persistence/claim-store.js';
import { ClaimDesk, type ClaimFile } from './claim-desk.js';
import { intakeEvents, wordOf, type IntakeEvent } from './intake-words.js';
import { peopleIn } from './persons.js';

/** Decides what becomes of each claim that claim-intake passes on (R09–R13, R24–R29, R31, R42–R46). */
@Controller()
export class VerifyClaims implements Decider<IntakeEvent, ClaimFile> {
  constructor(private readonly desk: ClaimDesk) {}

  @Takes({
    queue: 'verification.claims',
    events: intakeEvents,
    lets: [ClaimKept, ClaimChangeRefused],
    opens: true,
  })
  take(work: Work<IntakeEvent>): Promise<undefined> {
    return work.by(this);
  }

  stateKey(event: IntakeEvent): string {
    return claimKey(event);
  }

  concerns(messages: readonly Message<IntakeEvent>[]): readonly Concern[] {
    return this.desk.concerns(messages);
  }

  gather(
    tx: Tx,
    messages: readonly Message<IntakeEvent>[],
  ): Promise<ReadonlyMap<string, ClaimFile>> {
    return this.desk.gather(tx, messages);
  }

  decide(file: ClaimFile | undefined, message: Message<IntakeEvent>): Decision<ClaimFile> {
    if (file === undefined) throw new Error('The claim was not gathered.');
    const { event, now, number } = message;
    const people = peopleIn(event);
    return this.desk.decide(file, wordOf(event), {
      name: event,
      now,
      number,
      patronId: people?.patronId,
      guardian: people?.guardian,
    });
  }

  keep(tx: Tx, changed: readonly ClaimFile[]): Promise<void> {
    return this.desk.keep(tx, changed);
  }
}
