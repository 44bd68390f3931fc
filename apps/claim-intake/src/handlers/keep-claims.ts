import { Controller } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import { BalanceCreated, ClaimPersonal } from '@libs/contracts';
import { parseInstant } from '@libs/kernel';
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
import { decide } from '../domain/decide.js';
import type { Surroundings } from '../domain/register.js';
import { claimKey, ClaimStore, type Decided } from '../persistence/claim-store.js';
import { patronKey, PatronStore } from '../persistence/patron-store.js';
import { termsOf } from './agreement-terms.js';
import { factOf } from './claim-facts.js';
import { balanceEvents, wordOf, type BalanceMessage } from './library-words.js';
import { SweepWindow } from './sweep-window.js';

type BalanceEvent = BalanceMessage['event'];
export type ClaimView = Decided & { readonly surroundings: Surroundings };

/** Keeps what the library tells of each balance, and passes on what is to be transferred (R01–R03, R11). */
@Controller()
export class KeepClaims implements Decider<BalanceEvent, ClaimView> {
  constructor(
    private readonly claims: ClaimStore,
    private readonly patrons: PatronStore,
    private readonly agreements: Agreements,
    private readonly sweeping: SweepWindow,
  ) {}

  @Takes({
    queue: 'claim-intake.balances',
    events: balanceEvents,
    everythingFrom: ['library.balances'],
    seals: sealedOf,
  })
  take(work: Work<BalanceEvent>): Promise<undefined> {
    this.sweeping.narrow(); // what is new goes before what is old
    return work.by(this);
  }

  stateKey(event: BalanceEvent): string {
    return claimKey(event);
  }

  /** The agreement must not change, and no newer identity arrive, between reading and committing. */
  concerns(messages: readonly Message<BalanceEvent>[]): readonly Concern[] {
    return messages.flatMap(({ event }) => {
      const { agencyId } = event;
      const agreement: Concern = {
        kind: 'agreement',
        scope: agencyId,
        key: agencyId,
        mode: 'shared',
      };
      return event instanceof BalanceCreated
        ? [
            agreement,
            { kind: 'patron', scope: agencyId, key: event.patron.patronId, mode: 'shared' },
          ]
        : [agreement];
    });
  }

  async gather(
    tx: Tx,
    messages: readonly BalanceMessage[],
  ): Promise<ReadonlyMap<string, ClaimView>> {
    const events = messages.map(({ event }) => event);
    const agencyIds = events.map(({ agencyId }) => agencyId);
    const [claims, agreements, patrons] = await Promise.all([
      this.claims.find(tx, events),
      this.agreements.newest(tx, agencyIds),
      this.patrons.find(tx, events.flatMap(patronOf)),
    ]);
    const views = new Map<string, ClaimView>();
    for (const event of events) {
      const agreement = agreements.get(event.agencyId);
      const [known] = patronOf(event).map((patron) => patrons.get(patronKey(patron)));
      const before = views.get(claimKey(event))?.surroundings.known; // a change may stand beside its own creation
      views.set(claimKey(event), {
        claim: claims.get(claimKey(event)),
        surroundings: { agreement: agreement && termsOf(agreement), known: known ?? before },
      });
    }
    return views;
  }

  decide(view: ClaimView | undefined, message: BalanceMessage): Decision<ClaimView> {
    const surroundings = view?.surroundings ?? { agreement: undefined };
    const { state: claim, outcomes } = decide(view?.claim, wordOf(message), surroundings);
    const { agencyId, feeId } = message.event;
    const patronId = claim?.kind === 'followed' ? claim.facts.patronId : undefined;
    const about = {
      agencyId,
      feeId,
      patronId,
      at: message.now,
      toldAt: toldAt(message),
      basis: { library: message.number ?? 0 },
    };
    return {
      state: { claim, surroundings, traceparent: currentTraceparent() },
      announce: outcomes.map((outcome) => factOf(outcome, about)),
    };
  }

  keep(tx: Tx, changed: readonly ClaimView[]): Promise<void> {
    return this.claims.keep(tx, changed);
  }
}

/** In UTC: whoever reads it on need not know all ways of writing a time. */
function toldAt({ event, time }: BalanceMessage): string | undefined {
  return event instanceof BalanceCreated ? parseInstant(time).toString() : undefined;
}

function patronOf(event: BalanceEvent): { agencyId: string; patronId: string }[] {
  return event instanceof BalanceCreated
    ? [{ agencyId: event.agencyId, patronId: event.patron.patronId }]
    : [];
}

/** The personal part of a new balance is sealed as it arrives, and travels so from then on. */
function sealedOf(event: object): Readonly<Record<string, object>> {
  if (!(event instanceof BalanceCreated)) return {};
  const { patron, guardian, materials, reasonMessage } = event;
  const personal = Object.assign(new ClaimPersonal(), {
    patron,
    materials,
    ...(guardian !== undefined && { guardian }),
    ...(reasonMessage !== undefined && { reasonMessage }),
  });
  return { personal };
}
