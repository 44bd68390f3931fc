import { Controller } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import { PatronGuardianChanged, PatronIdentityChanged } from '@libs/contracts';
import { Temporal } from '@libs/kernel';
import {
  Takes,
  type Concern,
  type Decider,
  type Decision,
  type Message,
  type Work,
} from '@libs/messaging';
import { currentTraceparent } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import type { PatronEvent } from '../domain/library-event.js';
import {
  hearGuardianChange,
  hearIdentity,
  unknownPatron,
  type KnownPatron,
} from '../domain/patron.js';
import { PatronJobs, type PatronJob } from '../persistence/patron-jobs.js';
import { patronKey, PatronStore, type PatronName } from '../persistence/patron-store.js';
import { TellClaimsOfPatron } from './tell-claims-of-patron.js';

type PatronTold = PatronIdentityChanged | PatronGuardianChanged;
type PatronView = PatronName & {
  readonly known: KnownPatron;
  readonly jobs: readonly Omit<PatronJob, 'afterFeeId'>[];
  readonly hasAgreement: boolean;
};

/**
 * Remembers who a patron is, for balances that arrive later, and writes down that their claims are to hear of it (R31). Of an agency
 * without any agreement nothing is kept (R11).
 */
@Controller()
export class HearPatrons implements Decider<PatronTold, PatronView> {
  constructor(
    private readonly patrons: PatronStore,
    private readonly jobs: PatronJobs,
    private readonly worker: TellClaimsOfPatron,
    private readonly agreements: Agreements,
  ) {}

  @Takes({
    queue: 'claim-intake.balances',
    events: [PatronIdentityChanged, PatronGuardianChanged],
    everythingFrom: ['library.balances'],
    seals: sealedOf,
  })
  take(work: Work<PatronTold>): Promise<undefined> {
    return work.by(this);
  }

  stateKey(event: PatronTold): string {
    return patronKey(event);
  }

  /** An agency must not join between reading and committing. */
  concerns(messages: readonly Message<PatronTold>[]): readonly Concern[] {
    return messages.map(({ event: { agencyId } }) => ({
      ...{ kind: 'agreement', scope: agencyId, key: agencyId, mode: 'shared' },
    }));
  }

  async gather(
    tx: Tx,
    messages: readonly Message<PatronTold>[],
  ): Promise<ReadonlyMap<string, PatronView>> {
    const names = messages.map(({ event: { agencyId, patronId } }) => ({ agencyId, patronId }));
    const [known, agreements] = await Promise.all([
      this.patrons.find(tx, names),
      this.agreements.newest(
        tx,
        names.map(({ agencyId }) => agencyId),
      ),
    ]);
    return new Map(
      names.map((name) => [
        patronKey(name),
        {
          ...{ ...name, known: known.get(patronKey(name)) ?? unknownPatron, jobs: [] },
          hasAgreement: agreements.has(name.agencyId),
        },
      ]),
    );
  }

  decide(view: PatronView | undefined, message: Message<PatronTold>): Decision<PatronView> {
    if (view?.hasAgreement !== true) return {};
    const { agencyId, patronId } = message.event;
    const { known, jobs } = view;
    const change = changeOf(message);
    const job = {
      id: `${message.source}|${patronKey(message.event)}|${String(message.number)}`,
      agencyId,
      patronId,
      change,
      traceparent: currentTraceparent(),
    };
    return { state: { ...view, known: hear(known, change), jobs: [...jobs, job] } };
  }

  async keep(tx: Tx, changed: readonly PatronView[]): Promise<void> {
    await this.patrons.keep(tx, changed);
    await this.jobs.add(
      tx,
      changed.flatMap(({ jobs }) => jobs),
    );
  }

  committed(): void {
    this.worker.wake();
  }
}

function hear(known: KnownPatron, change: PatronEvent): KnownPatron {
  if (change.kind === 'patron.identity-changed')
    return hearIdentity(known, {
      at: change.time,
      patronKind: change.patronKind,
      personal: change.personal,
    });
  return hearGuardianChange(known, {
    at: change.time,
    change: change.change,
    personal: change.personal,
  });
}

function changeOf({ event, id, time, sealed }: Message<PatronTold>): PatronEvent {
  const word = { id, time: Temporal.Instant.from(time) };
  if (event instanceof PatronIdentityChanged)
    return {
      kind: 'patron.identity-changed',
      ...word,
      patronKind: event.patron.kind,
      personal: sealed['newerPatron'] ?? '',
    };
  return {
    kind: 'patron.guardian-changed',
    ...word,
    change: event.change,
    personal: sealed['newerGuardian'],
  };
}

function sealedOf(event: object): Readonly<Record<string, object>> {
  if (event instanceof PatronIdentityChanged) return { newerPatron: event.patron };
  return event instanceof PatronGuardianChanged && event.guardian !== undefined
    ? { newerGuardian: event.guardian }
    : {};
}
