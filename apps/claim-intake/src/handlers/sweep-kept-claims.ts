import { Injectable } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import type { Concern, Decider, Decision, Message } from '@libs/messaging';
import { currentTraceparent } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import type { Agreement } from '../domain/agreement.js';
import { sweep } from '../domain/sweep.js';
import { claimKey, ClaimStore, type Decided } from '../persistence/claim-store.js';
import { SweepJobs, type KeptName, type SweepJob } from '../persistence/sweep-jobs.js';
import { termsOf } from './agreement-terms.js';
import { factOf } from './claim-facts.js';

/** One kept claim is asked again whether it goes on. */
export class SweepClaim {
  constructor(
    readonly job: SweepJob,
    readonly claim: KeptName,
    /** Its place in its chunk, from 0. */
    readonly place: number,
    /** None that stands before the chunk has failed. */
    readonly movesNote: boolean,
  ) {}
}

type SweptView = Decided & {
  readonly agreement: Agreement | undefined;
  readonly asked: SweepClaim;
};

/**
 * After a cut-off move or an activation, asks kept claims again whether they go on (R02, R11); each chunk together with the note
 * of how far the sweep came, so that a crash costs one chunk at most.
 */
@Injectable()
export class SweepKeptClaims implements Decider<SweepClaim, SweptView> {
  constructor(
    private readonly claims: ClaimStore,
    private readonly jobs: SweepJobs,
    private readonly agreements: Agreements,
  ) {}

  stateKey({ claim }: SweepClaim): string {
    return claimKey(claim);
  }

  concerns(asked: readonly Message<SweepClaim>[]): readonly Concern[] {
    return asked.map(({ event: { claim } }) => ({
      kind: 'agreement',
      scope: claim.agencyId,
      key: claim.agencyId,
      mode: 'shared',
    }));
  }

  async gather(
    tx: Tx,
    asked: readonly Message<SweepClaim>[],
  ): Promise<ReadonlyMap<string, SweptView>> {
    const claims = await this.claims.find(
      tx,
      asked.map(({ event }) => event.claim),
    );
    const newest = await this.agreements.newest(
      tx,
      asked.map(({ event }) => event.claim.agencyId),
    );
    return new Map(
      asked.map(({ event }) => {
        const agreement = newest.get(event.claim.agencyId);
        return [
          claimKey(event.claim),
          {
            claim: claims.get(claimKey(event.claim)),
            agreement: agreement && termsOf(agreement),
            asked: event,
          },
        ];
      }),
    );
  }

  decide(view: SweptView | undefined, { now }: Message<SweepClaim>): Decision<SweptView> {
    if (view?.claim === undefined || view.agreement === undefined)
      return view === undefined ? {} : { state: view };
    const { state, outcomes } = sweep(view.claim, view.agreement);
    const patronId = state.kind === 'followed' ? state.facts.patronId : undefined;
    const about = {
      agencyId: view.asked.claim.agencyId,
      feeId: view.asked.claim.feeId,
      patronId,
      at: now,
      basis: {},
    };
    return {
      state: { ...view, claim: state, traceparent: currentTraceparent() },
      announce: outcomes.map((outcome) => factOf(outcome, about)),
      reply: outcomes.some(({ kind }) => kind === 'registered'),
    };
  }

  async keep(tx: Tx, changed: readonly SweptView[]): Promise<void> {
    await this.claims.keep(tx, changed);
    const asked = changed.map((view) => view.asked);
    const [first] = asked;
    if (first !== undefined) await this.jobs.moveOn(tx, first.job, noteAfter(asked), asked.length);
  }
}

/** The last of those that stand without a gap from the chunk's first one on; what follows may have failed, or is another transaction's. */
function noteAfter(asked: readonly SweepClaim[]): KeptName | undefined {
  const inOrder = asked.toSorted((a, b) => a.place - b.place);
  return inOrder.filter(({ place, movesNote }, nth) => movesNote && place === nth).at(-1)?.claim;
}
