import { describe, expect, it } from '@jest/globals';
import { Money } from '@libs/kernel';
import fc from 'fast-check';
import { changeGuardian } from './change-guardian.js';
import { changeIdentity } from './change-identity.js';
import {
  aBalance,
  aChange,
  anAgreement,
  anOldBalance,
  at,
  cancelled,
  closed,
  day,
  reimbursementRequested,
  reopened,
  sentToCollection,
  verified,
} from './claim.fixture.js';
import { leftOf, type Claim } from './claim.js';
import { decide } from './decide.js';
import type { BalanceEvent, GuardianChanged, IdentityChanged } from './library-event.js';
import { unchanged, type Decision, type Outcome } from './outcome.js';
import { sweep } from './sweep.js';

type Word =
  | BalanceEvent
  | IdentityChanged
  | GuardianChanged
  | { kind: 'agreement'; cutOffDate: string; active: boolean };

const ids = fc.constantFrom('a', 'b', 'c', 'd');
const ore = fc.integer({ min: -100, max: 30_000 }).map((n) => Money.ofOre(n));
const time = fc
  .integer({ min: 1, max: 28 })
  .map((n) => at(`2026-11-${String(n).padStart(2, '0')}T12:00:00Z`));

const payment = fc
  .record({ paymentId: ids, amount: ore, undoes: fc.option(ids, { nil: undefined }) })
  .map((content) => aChange('balance.paid', content));
const change: fc.Arbitrary<BalanceEvent> = fc.oneof(
  payment,
  ore.map((newAmount) => aChange('balance.amount-changed', { newAmount })),
  fc.constantFrom(
    cancelled(),
    verified(),
    reopened(),
    sentToCollection(),
    closed('paid'),
    closed('cancelled'),
    reimbursementRequested(),
  ),
);
const identity = time.map((t): IdentityChanged => ({
  kind: 'patron.identity-changed',
  id: 'i',
  time: t,
  patronKind: 'person',
  personal: t.toString(),
}));
const guardian = fc
  .tuple(time, fc.constantFrom('another-person', 'number-changed', 'removed'))
  .map(([t, kind]): GuardianChanged => ({
    kind: 'patron.guardian-changed',
    id: 'g',
    time: t,
    change: kind,
    personal: t.toString(),
  }));
const agreement = fc
  .record({ cutOffDate: fc.constantFrom('2026-01-01', '2026-10-01'), active: fc.boolean() })
  .map((terms) => ({ kind: 'agreement' as const, ...terms }));
const history = fc.tuple(
  fc.constantFrom(
    aBalance({ type: 'compensation', acknowledged: true }),
    anOldBalance({ type: 'compensation', acknowledged: false }),
  ),
  fc.array(fc.oneof({ weight: 5, arbitrary: change }, identity, guardian, agreement), {
    maxLength: 30,
  }),
);

type Run = {
  readonly claim: Claim | undefined;
  readonly outcomes: readonly Outcome[];
  readonly inForce: ReturnType<typeof anAgreement>;
};

function say({ claim, outcomes, inForce }: Run, word: Word): Run {
  if (word.kind === 'agreement') {
    const next = anAgreement({
      version: inForce.version + 1,
      cutOffDate: day(word.cutOffDate),
      active: word.active,
    });
    const swept: Decision = claim === undefined ? unchanged(claim) : sweep(claim, next);
    return { claim: swept.state, outcomes: [...outcomes, ...swept.outcomes], inForce: next };
  }
  const decided = answer(claim, word, inForce);
  return { claim: decided.state, outcomes: [...outcomes, ...decided.outcomes], inForce };
}

function answer(
  claim: Claim | undefined,
  word: Exclude<Word, { kind: 'agreement' }>,
  inForce: Run['inForce'],
): Decision {
  if (word.kind === 'patron.identity-changed') return changeIdentity(claim, word);
  if (word.kind === 'patron.guardian-changed') return changeGuardian(claim, word);
  return decide(claim, word, { agreement: inForce });
}

function run(
  words: readonly Word[],
  from: Run = { claim: undefined, outcomes: [], inForce: anAgreement() },
): Run {
  return words.reduce(say, from);
}

/** The rules in plain words: payments by id, each undone once and whole, and the last charge that was not refused. */
function plainlyLeft(words: readonly Word[]): number {
  let charged = 0;
  const live = new Map<string, number>();
  const seen = new Set<string>();
  let status = 'open';
  let gone = false;
  const paidUp = (): number => [...live.values()].reduce((sum, n) => sum + n, 0);
  let inForce = { cutOffDate: '2026-10-01', active: true };
  let created = '';
  for (const word of words) {
    if (word.kind === 'agreement') inForce = word;
    else if (word.kind === 'balance.created')
      [charged, created] = [word.amount.ore, word.creationDate.toString()];
    else if (status === 'cancelled') continue;
    else if (word.kind === 'balance.paid') {
      const { paymentId, amount, undoes } = word;
      if (amount.ore <= 0 || seen.has(paymentId)) continue;
      if (undoes === undefined) live.set(paymentId, amount.ore);
      else if (live.get(undoes) === amount.ore) live.delete(undoes);
      else continue;
      seen.add(paymentId);
    } else if (word.kind === 'balance.amount-changed') {
      const to = word.newAmount.ore;
      if (to === 0) status = 'cancelled';
      else if (to > 0 && to < charged && (gone || status !== 'closed')) charged = to;
    } else if (word.kind === 'balance.cancelled') status = 'cancelled';
    else if (!gone && word.kind === 'balance.closed') status = 'closed';
    else if (!gone && word.kind === 'balance.reopened') status = 'open';
    else if (!gone && word.kind === 'balance.sent-to-collection' && status !== 'closed')
      status = 'collection';
    gone ||=
      inForce.active && created >= inForce.cutOffDate && status === 'open' && charged > paidUp();
  }
  return Math.max(0, charged - paidUp());
}

describe('over random histories', () => {
  it('R03 what is left is what a plain reading of the history says', () => {
    fc.assert(
      fc.property(history, ([created, words]) => {
        const { claim } = run([created, ...words]);
        expect(claim?.kind === 'followed' && leftOf(claim).ore).toBe(
          plainlyLeft([created, ...words]),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('R48 nothing goes on twice, and nothing else is passed on before it has', () => {
    fc.assert(
      fc.property(history, ([created, words]) => {
        const kinds = run([created, ...words]).outcomes.map(({ kind }) => kind);
        const gone = kinds.indexOf('registered');
        const before = gone === -1 ? kinds : kinds.slice(0, gone);
        expect(kinds.filter((kind) => kind === 'registered').length).toBeLessThanOrEqual(1);
        expect(before.filter((kind) => kind !== 'kept' && kind !== 'changeRefused')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('R47 nothing that comes after a cancellation has any effect', () => {
    fc.assert(
      fc.property(
        history,
        fc.array(fc.oneof(change, identity, guardian)),
        ([created, words], later) => {
          const before = run([created, ...words, cancelled('last')]);
          const after = run(later, before);
          expect(after.claim).toBe(before.claim);
          expect(
            after.outcomes
              .slice(before.outcomes.length)
              .filter(({ kind }) => kind !== 'changeRefused'),
          ).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('R23 who was there on the day of creation is handed on unchanged', () => {
    fc.assert(
      fc.property(history, ([created, words]) => {
        for (const outcome of run([created, ...words]).outcomes) {
          if (outcome.kind === 'registered') expect(outcome.personal).toBe('sealed at creation');
        }
      }),
      { numRuns: 500 },
    );
  });
});
