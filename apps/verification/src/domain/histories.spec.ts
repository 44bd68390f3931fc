import { describe, expect, it } from '@jest/globals';
import { Money } from '@libs/kernel';
import fc from 'fast-check';
import {
  aBalance,
  aChild,
  aCompany,
  aCompensation,
  aGuardian,
  aMinorsBalance,
  anAdult,
  anAgreement,
  cancelled,
  circumstances,
  closed,
  cpr,
  cvr,
  day,
  given,
  guardianIs,
  lookedAtAgain,
  loweredTo,
  nowIs,
  otherNumber,
  paid,
  reimbursementOf,
  reopened,
  replacement,
  sentToCollection,
  settledBy,
  undone,
  verified,
  type Word,
} from './claim.fixture.js';
import type { Circumstances } from './circumstances.js';
import type { RegisteredClaim } from './claim.js';
import type { Outcome } from './outcome.js';
import type { State } from './state.js';

/** A word with what a plain reading of the rules needs to know of it. */
type Said = {
  readonly what: string;
  readonly word: Word;
  readonly ore?: number;
  readonly paymentId?: string;
};

const kroner = (ore: number): string => Money.ofOre(ore).toKroner();
const amounts = fc.integer({ min: 1, max: 26_000 });
const ids = fc.nat({ max: 3 }).map((n) => `p${String(n)}`);

const lowering = amounts.map((ore): Said => ({ what: 'lower', ore, word: loweredTo(kroner(ore)) }));
const payment = fc.tuple(ids, amounts).map(([paymentId, ore]): Said => ({
  what: 'pay',
  paymentId,
  ore,
  word: paid(paymentId, kroner(ore)),
}));
const plain = fc.constantFrom<Said[]>(
  { what: 'cancel', word: cancelled },
  { what: 'close', word: closed('paid') },
  { what: 'close', word: closed('collection-ended') },
  { what: 'take back', word: closed('cancelled') },
  { what: 'take back', word: closed('written-off') },
  { what: 'reopen', word: reopened },
  { what: 'collect', word: sentToCollection },
  { what: 'verify', word: verified },
  { what: 'look', word: lookedAtAgain },
);
const reimbursing = amounts.map((ore): Said => ({
  what: 'reimburse',
  word: reimbursementOf(kroner(ore)),
}));
const identities = fc.constantFrom(
  anAdult(),
  aChild(),
  anAdult({ number: cpr(otherNumber) }),
  anAdult({ birthDate: day('2014-01-01') }),
  anAdult({ number: { kind: 'missing' } }),
  anAdult({ number: { kind: 'invalid' } }),
  anAdult({ number: replacement('7705800000') }),
  aCompany(cvr('13748136')),
  aCompany({ kind: 'missing' }),
);
const whoIs = identities.map((borrower): Said => ({ what: 'identity', word: nowIs(borrower) }));
const whoAnswers = fc
  .constantFrom(
    { change: 'another-person' } as const,
    { change: 'removed' } as const,
    {
      change: 'number-changed',
      guardian: aGuardian({ number: cpr(otherNumber), card: 'renumbered' }),
    } as const,
    { change: 'number-changed', guardian: aGuardian({ number: { kind: 'invalid' } }) } as const,
  )
  .map((told): Said => ({ what: 'guardian', word: guardianIs(told) }));

const money = fc.oneof(lowering, payment, plain);
const people = fc.oneof(whoIs, whoAnswers);
const balances = fc.constantFrom(
  aBalance(),
  aCompensation(),
  aCompensation({ remainingAmount: Money.ofOre(13_000) }),
  aMinorsBalance(),
  aMinorsBalance({ guardian: aGuardian() }),
  aBalance({ borrower: aCompany({ kind: 'missing' }) }),
);

type Run = { readonly state: State; readonly outcomes: readonly Outcome[] };

function run(
  registered: RegisteredClaim,
  words: readonly Said[],
  surroundings: Circumstances = circumstances(),
): Run {
  const end = words.reduce(
    (claim, { word }) => claim.when(word, surroundings),
    given(registered, surroundings),
  );
  return { state: end.state, outcomes: end.all };
}

const sumOf = (outcomes: readonly Outcome[], ...kinds: readonly Outcome['kind'][]): number =>
  outcomes.reduce(
    (sum, outcome) =>
      sum + (kinds.includes(outcome.kind) && 'amount' in outcome ? outcome.amount.ore : 0),
    0,
  );

/** What should stand at the debtor system by a plain reading of R10, R13, R34 and R43–R45, with nothing ever covered. */
function plainlyStanding(
  { amount, remainingAmount, facts }: RegisteredClaim,
  words: readonly Said[],
): number {
  let charged = amount.ore;
  let paidThere = amount.ore - remainingAmount.ore;
  let isVerified = facts.type === 'fee';
  let status = 'open';
  let sent: number | undefined;
  let over = false;
  const send = (): void => {
    const left = charged - paidThere;
    if (sent === undefined && isVerified && status === 'open' && left > 0) sent = left;
  };
  send();
  for (const { what, ore = 0 } of words) {
    if (over) break;
    if (what === 'cancel' || (what === 'take back' && sent !== undefined)) over = true;
    else if (what === 'verify') isVerified = true;
    else if (what === 'lower' && ore < charged && status !== 'closed') {
      const before = Math.max(0, charged - paidThere);
      charged = ore;
      if (sent !== undefined) sent -= before - Math.max(0, charged - paidThere);
    } else if (sent === undefined) {
      if (what === 'pay') paidThere += ore;
      else if (what === 'close' || what === 'take back') status = 'closed';
      else if (what === 'reopen') status = 'open';
      else if (what === 'collect' && status !== 'closed') status = 'collection';
    } else if (what === 'close' && sent === 0) status = 'closed';
    else if (what === 'reopen') status = 'open';
    send();
  }
  return over ? 0 : (sent ?? 0);
}

/** Payment ids count once: intake sees to it. */
function onceEach(words: readonly Said[]): readonly Said[] {
  const seen = new Set<string | undefined>();
  return words.filter(
    ({ paymentId }) => paymentId === undefined || (!seen.has(paymentId) && seen.add(paymentId)),
  );
}

describe('over random histories', () => {
  it('R34 R43 R45 what stands at the debtor system is what a plain reading of the history says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          aBalance(),
          aCompensation(),
          aCompensation({ remainingAmount: Money.ofOre(13_000) }),
        ),
        fc.array(money, { maxLength: 20 }),
        (registered, said) => {
          const words = onceEach(said);
          const { outcomes } = run(registered, words);
          const standing =
            sumOf(outcomes, 'released') - sumOf(outcomes, 'writtenDown', 'takenBack');
          expect(standing).toBe(plainlyStanding(registered, words));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('R46 no more is taken off than was sent, and the books say what is left of it', () => {
    const covered = fc.constantFrom('0.00', '50.00', '230.00', '300.00');
    fc.assert(
      fc.property(
        balances,
        fc.array(fc.oneof(money, people, reimbursing), { maxLength: 20 }),
        covered,
        (registered, said, sum) => {
          const { state, outcomes } = run(registered, onceEach(said), settledBy({ covered: sum }));
          const standing =
            sumOf(outcomes, 'released') - sumOf(outcomes, 'writtenDown', 'takenBack', 'reimbursed');
          expect(standing).toBeGreaterThanOrEqual(0);
          expect(sumOf(outcomes, 'reimbursed')).toBeLessThanOrEqual(Number(sum) * 100);
          if ('sent' in state) expect(state.sent.standing.ore).toBe(standing);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('R48 nothing is sent twice, and no change of what was sent comes before it', () => {
    fc.assert(
      fc.property(
        balances,
        fc.array(fc.oneof(money, people, reimbursing), { maxLength: 20 }),
        (registered, said) => {
          const kinds = run(registered, onceEach(said)).outcomes.map(({ kind }) => kind);
          const sent = kinds.indexOf('released');
          const before = sent === -1 ? kinds : kinds.slice(0, sent);
          const after = sent === -1 ? [] : kinds.slice(sent + 1);
          expect(
            before.filter((kind) =>
              ['writtenDown', 'takenBack', 'reimbursed', 'debtorChanged'].includes(kind),
            ),
          ).toEqual([]);
          expect(after.filter((kind) => ['released', 'held', 'withdrawn'].includes(kind))).toEqual(
            [],
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('R23 who is liable is what was true at creation, whatever is told of borrower and guardian since', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          aMinorsBalance(),
          aMinorsBalance({ guardian: aGuardian() }),
          aBalance(),
          aBalance({ guardian: aGuardian() }),
        ),
        fc.array(fc.oneof(people, fc.constant<Said>({ what: 'look', word: lookedAtAgain })), {
          maxLength: 15,
        }),
        (balance, words) => {
          const registered = {
            ...balance,
            facts: { ...balance.facts, type: 'compensation' as const },
          };
          const settled = [
            ...words,
            { what: 'identity', word: nowIs(anAdult()) },
            { what: 'verify', word: verified },
          ];
          const atOnce = releasedIn(run(registered, [{ what: 'verify', word: verified }]).outcomes);
          const ended = run(registered, [...settled, ...words]);
          const mended = ended.outcomes.some(({ kind }) => kind === 'released');
          if (!mended) return;
          const { minor, liable, claimType } = releasedIn(ended.outcomes);
          expect({ minor, liable, claimType }).toEqual({
            minor: atOnce.minor,
            liable: atOnce.liable,
            claimType: atOnce.claimType,
          });
          if ('sent' in ended.state) expect(ended.state.sent.liable).toBe(atOnce.liable);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('R30 each task is raised once, and cleared only if it was raised', () => {
    fc.assert(
      fc.property(
        balances,
        fc.array(fc.oneof(money, people), { maxLength: 25 }),
        (registered, said) => {
          const { state, outcomes } = run(registered, onceEach(said));
          const open = new Set<string>();
          for (const outcome of outcomes) {
            if (outcome.kind === 'taskRaised') {
              expect(open.has(outcome.task)).toBe(false);
              open.add(outcome.task);
            } else if (outcome.kind === 'taskCleared') {
              expect(open.delete(outcome.task)).toBe(true);
            }
          }
          expect([...open].sort()).toEqual([...state.claim.tasks].sort());
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('R47 nothing that comes after a cancellation has any effect', () => {
    const later = fc.array(fc.oneof(money, people, reimbursing), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        balances,
        fc.array(fc.oneof(money, people), { maxLength: 10 }),
        later,
        (registered, said, after) => {
          const gone: Said = { what: 'cancel', word: cancelled };
          const before = run(
            registered,
            [...onceEach(said), gone],
            settledBy({ covered: '230.00' }),
          );
          const end = run(
            registered,
            [...onceEach(said), gone, ...after],
            settledBy({ covered: '230.00' }),
          );
          expect(end.state).toEqual(before.state);
          const effects = end.outcomes
            .slice(before.outcomes.length)
            .filter(({ kind }) => kind !== 'changeRefused');
          expect(effects).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('R03 a payment and its undoing leave what there was, as long as nothing was sent', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 23_000 }), (ore, remaining) => {
        const claim = given(aCompensation({ remainingAmount: Money.ofOre(remaining) }))
          .when(paid('p', kroner(ore)))
          .when(undone('p', kroner(ore)))
          .when(verified, circumstances({ terms: anAgreement() }));
        expect(sumOf(claim.all, 'released')).toBe(remaining);
      }),
    );
  });
});

function releasedIn(outcomes: readonly Outcome[]): Extract<Outcome, { kind: 'released' }> {
  const released = outcomes.find(({ kind }) => kind === 'released');
  if (released?.kind !== 'released') throw new Error('The claim was not released.');
  return released;
}
