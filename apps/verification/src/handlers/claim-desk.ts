import { Injectable } from '@nestjs/common';
import { Agreements, type AgreementVersion } from '@libs/agreements';
import { parseInstant, PermanentFailure, TransientFailure } from '@libs/kernel';
import type { Concern, Decision, Message } from '@libs/messaging';
import { currentTraceparent } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { KeyedHash } from '@libs/sealing';
import type { Circumstances, Settled } from '../domain/circumstances.js';
import type { Claim } from '../domain/claim.js';
import type { Decision as Decided } from '../domain/outcome.js';
import type { Guardian } from '../domain/parties.js';
import type { State } from '../domain/state.js';
import { takesReplacementCpr } from '../domain/terms.js';
import {
  claimKey,
  ClaimStore,
  type ClaimName,
  type FollowedClaim,
} from '../persistence/claim-store.js';
import type { NumberBook, Person } from '../persistence/number-book.js';
import { ReplacementNumbers } from '../persistence/replacement-numbers.js';
import { factOf } from './claim-facts.js';
import type { Word } from './intake-words.js';
import { numberless, peopleIn, peopleOf } from './persons.js';
import { enterNumbers, replacementsFor } from './replacements.js';
import { termsOf } from './terms-of.js';

/** A claim with all that is looked at to decide on it. */
export type ClaimFile = {
  readonly claim: FollowedClaim | undefined;
  readonly agreement: AgreementVersion | undefined;
  readonly numbers: NumberBook;
};

/** What a decision is told beside the word itself. */
export type Said = {
  readonly name: ClaimName;
  /** RFC 3339: the batch's time. */
  readonly now: string;
  /** Its number in claim-intake's stream; none for what we do of our own accord. */
  readonly number: number | undefined;
  /** Who the word tells of, where it does. */
  readonly patronId: string | undefined;
  readonly guardian: Guardian | undefined;
  /** The time of the library's event, if that is what is decided on. */
  readonly toldAt?: string | undefined;
};

/**
 * Understands how a word on a claim is decided, whoever says it: claim-intake, a member of staff, or time. All of them look at
 * the same things under the same locks.
 */
@Injectable()
export class ClaimDesk {
  constructor(
    private readonly claims: ClaimStore,
    private readonly agreements: Agreements,
    private readonly numbers: ReplacementNumbers,
    private readonly hash: KeyedHash,
  ) {}

  /** The newest version of the agreement decides (R21), so none may come in between. */
  concerns(messages: readonly Message<ClaimName>[]): readonly Concern[] {
    const agencyIds = new Set(messages.map(({ event }) => event.agencyId));
    return [...agencyIds].map((agencyId) => ({
      kind: 'agreement',
      scope: agencyId,
      key: agencyId,
      mode: 'shared',
    }));
  }

  async gather(
    tx: Tx,
    messages: readonly Message<ClaimName>[],
  ): Promise<ReadonlyMap<string, ClaimFile>> {
    const names = new Map(messages.map(({ event }) => [claimKey(event), event]));
    const agencyIds = [...names.values()].map(({ agencyId }) => agencyId);
    const [claims, agreements] = await Promise.all([
      this.claims.find(tx, [...names.values()]),
      this.agreements.newest(tx, agencyIds),
    ]);
    const numbers = await this.numbers.open(tx, numberlessIn(messages, claims, agreements));
    return new Map(
      [...names].map(([key, { agencyId }]) => {
        const agreement = agreements.get(agencyId);
        return [key, { claim: claims.get(key), agreement, numbers }];
      }),
    );
  }

  /** @throws TransientFailure `agreement.unknown` where the agency's agreement has not been heard of. */
  decide(file: ClaimFile, word: Word, said: Said): Decision<ClaimFile> {
    const before = file.claim?.state;
    const decided = word(before, this.circumstances(file, said));
    const { state, outcomes } = decided;
    const intakeNumber = said.number ?? file.claim?.intakeNumber ?? 0;
    const about = { facts: state.claim.facts, at: said.now, toldAt: said.toldAt, intakeNumber };
    const announce = outcomes.map((outcome) => factOf(outcome, about));
    enterNumbers(file.numbers, before?.claim, state.claim, outcomes);
    return { state: { ...file, claim: followed(file, decided, said) }, announce };
  }

  async keep(tx: Tx, changed: readonly ClaimFile[]): Promise<void> {
    const claims = changed.flatMap(({ claim }) => (claim === undefined ? [] : [claim]));
    if (claims.length > 0) await this.claims.keep(tx, claims);
    for (const book of new Set(changed.map(({ numbers }) => numbers)))
      await this.numbers.keep(tx, book);
  }

  /** Nothing is decided by it: it is remembered for what the library asks next. @throws PermanentFailure `claim.unknown`. */
  note(file: ClaimFile, settled: Settled): Decision<ClaimFile> {
    const { claim } = file;
    if (claim === undefined)
      throw new PermanentFailure('claim.unknown', 'A claim was settled that was never registered.');
    return { state: { ...file, claim: { ...claim, settled } } };
  }

  private circumstances({ claim, agreement, numbers }: ClaimFile, said: Said): Circumstances {
    if (agreement === undefined)
      throw new TransientFailure(
        'agreement.unknown',
        "The agency's agreement has not been heard of.",
      );
    const patronId = said.patronId ?? claim?.state.claim.facts.patronId ?? '';
    const guardian = guardianAtHand(claim?.state.claim, said.guardian);
    const whose = { agencyId: said.name.agencyId, patronId };
    return {
      terms: termsOf(agreement),
      now: parseInstant(said.now),
      settled: claim?.settled,
      replacements: replacementsFor(numbers, this.hash, whose, guardian),
    };
  }
}

/** Whoever is told of, as long as that is still the guardian of the day of creation (R23). */
function guardianAtHand(
  claim: Claim | undefined,
  told: Guardian | undefined,
): Guardian | undefined {
  if (claim === undefined) return told;
  return claim.guardianNow === 'as-created' ? (told ?? claim.guardian) : claim.guardian;
}

/** Everybody in the batch who lacks a number and whose debtor system would take one of our making (R25, R26). */
function numberlessIn(
  messages: readonly Message<ClaimName>[],
  claims: ReadonlyMap<string, FollowedClaim>,
  agreements: ReadonlyMap<string, AgreementVersion>,
): Person[] {
  const people = [
    ...messages.map(({ event }) => peopleIn(event)),
    ...[...claims.values()].map(({ state }) => peopleOf(state.claim)),
  ];
  return people.flatMap((each) => {
    if (each === undefined) return [];
    const agreement = agreements.get(each.agencyId);
    const isTaken = agreement !== undefined && takesReplacementCpr(termsOf(agreement));
    return isTaken ? numberless(each) : [];
  });
}

function followed({ claim, agreement }: ClaimFile, { state }: Decided, said: Said): FollowedClaim {
  return {
    state,
    intakeNumber: said.number ?? claim?.intakeNumber ?? 0,
    weighedBy: agreement?.version ?? 0,
    heldSince: heldSince(claim, state, said),
    settled: claim?.settled,
    traceparent: currentTraceparent(),
  };
}

function heldSince(
  claim: FollowedClaim | undefined,
  { kind }: State,
  { now }: Said,
): string | undefined {
  const isWaiting = kind === 'awaiting-verification' || kind === 'held';
  return isWaiting ? (claim?.heldSince ?? now) : undefined;
}
