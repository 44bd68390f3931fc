import { Temporal, type Instant } from '@libs/kernel';
import type { PatronKind, Sealed } from './balance.js';

/** Who a borrower is, as the library said at a certain time. */
export type Identity = {
  readonly at: Instant;
  readonly patronKind: PatronKind;
  readonly personal: Sealed;
};

export type GuardianChangeKind = 'another-person' | 'number-changed' | 'removed';

/** What the library said of a borrower's financially responsible person at a certain time. */
export type GuardianChange = {
  readonly at: Instant;
  readonly change: GuardianChangeKind;
  /** The guardian as it is now; absent when removed. */
  readonly personal: Sealed | undefined;
};

/** What became of the guardian of the day of creation since then. */
export type GuardianStory = {
  /** The newest number of that same person (R31). */
  readonly number: { readonly at: Instant; readonly personal: Sealed } | undefined;
  /** Who is there now: decides a task at sending (R24), never liability (R23). */
  readonly now: 'as-created' | 'another-person' | 'nobody';
};

/** What is known of a patron before, or beside, any balance of theirs (R31). */
export type KnownPatron = {
  readonly identity: Identity | undefined;
  /** In the order of the patron's stream. */
  readonly guardianChanges: readonly GuardianChange[];
};

export const untouchedGuardian: GuardianStory = { number: undefined, now: 'as-created' };
export const unknownPatron: KnownPatron = { identity: undefined, guardianChanges: [] };

/** The oldest are forgotten beyond this; nobody's guardian changes so often that a balance would miss one. */
export const guardianChangesMax = 200;

/** R31: the newest identity by the library's `time` wins; of two at the same time, the later one in the stream. */
export function hearIdentity(known: KnownPatron, identity: Identity): KnownPatron {
  const older = known.identity !== undefined && isBefore(identity.at, known.identity.at);
  return older ? known : { ...known, identity };
}

export function hearGuardianChange(known: KnownPatron, change: GuardianChange): KnownPatron {
  return {
    ...known,
    guardianChanges: [...known.guardianChanges, change].slice(-guardianChangesMax),
  };
}

/** What the known guardian changes mean for a balance that the library told of at `since`. */
export function guardianStorySince(known: KnownPatron, since: Instant): GuardianStory {
  return known.guardianChanges
    .filter(({ at }) => !isBefore(at, since))
    .reduce(followGuardian, untouchedGuardian);
}

/** R23, R31: a number is the frozen guardian's only as long as nobody else has taken their place. */
export function followGuardian(story: GuardianStory, change: GuardianChange): GuardianStory {
  switch (change.change) {
    case 'number-changed':
      return story.now === 'as-created' ? renumbered(story, change) : story;
    case 'another-person':
      return { ...story, now: 'another-person' };
    case 'removed':
      return { ...story, now: 'nobody' };
  }
}

function renumbered(story: GuardianStory, { at, personal }: GuardianChange): GuardianStory {
  return personal === undefined ? story : { ...story, number: { at, personal } };
}

export function isBefore(time: Instant, limit: Instant): boolean {
  return Temporal.Instant.compare(time, limit) < 0;
}
