import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AttemptOutcome } from './attempt.js';
import { begin, expire, isAnswer, nextAttempt, settle } from './attempt.js';
import type { Delivery, DeliveryState } from './delivery.js';
import {
  accepted,
  aDelivery,
  attempting,
  earlier,
  heldBack,
  later,
  moment,
  NOW,
  rejected,
  unknown,
  waiting,
  WHY,
} from './delivery.fixture.js';

const lease = { token: 'mine', until: later(30) };
const failures: readonly AttemptOutcome[] = [
  { kind: 'fault', code: 'soap:Server', blames: 'receiver' },
  { kind: 'not-sent' },
  { kind: 'no-answer' },
];

/** The state by its kind and, where it waits, the seconds until it is due. */
function shown(state: DeliveryState): readonly unknown[] {
  return 'notBefore' in state
    ? [state.kind, state.notBefore.since(NOW).total('seconds')]
    : [state.kind];
}

describe('beginning an attempt', () => {
  it('R55 takes what is due, under a lease, and counts the attempt', () => {
    expect(begin(aDelivery(), lease, NOW)).toEqual(
      aDelivery({ attempts: 1, state: { kind: 'attempting', lease, doubtful: false } }),
    );
  });

  it('R55 remembers that an earlier attempt may have arrived', () => {
    expect(begin(aDelivery({ state: unknown }), lease, NOW)?.state).toMatchObject({
      doubtful: true,
    });
  });

  it.each([
    ['is not due yet', { kind: 'waiting', notBefore: later(1) }],
    ['is being sent', attempting()],
    ['was accepted', accepted],
    ['was rejected', rejected],
    ['is held back', heldBack],
  ] as const)('R55 leaves alone what %s', (_, state) => {
    expect(begin(aDelivery({ state }), lease, NOW)).toBeUndefined();
  });
});

describe('the end of an attempt', () => {
  const under = (
    outcome: AttemptOutcome,
    doubtful = false,
    attempts = 1,
  ): DeliveryState | undefined =>
    settle(aDelivery({ attempts, state: attempting(doubtful) }), 'mine', outcome, moment())?.state;

  it('R54 keeps the answer and its reason', () => {
    expect(under({ kind: 'accepted' })?.kind).toBe('accepted');
    expect(under({ kind: 'accepted-with-remarks', reason: WHY })).toMatchObject({
      kind: 'accepted-with-remarks',
      reason: WHY,
    });
    expect(under({ kind: 'rejected', reason: WHY })).toMatchObject({
      kind: 'rejected',
      reason: WHY,
    });
  });

  it('R54 keeps when the answer came', () => {
    const answers: readonly AttemptOutcome[] = [
      { kind: 'accepted' },
      { kind: 'accepted-with-remarks', reason: WHY },
      { kind: 'rejected', reason: WHY },
      { kind: 'already-exists', reason: WHY },
    ];
    const came = answers
      .flatMap((answer) => [under(answer), under(answer, true)])
      .map((state) => state !== undefined && 'at' in state && String(state.at));

    expect(new Set(came)).toEqual(new Set([String(NOW)]));
  });

  it('R55 "already exists" means accepted after an unknown outcome, and only then', () => {
    const exists = { kind: 'already-exists', reason: WHY } as const;

    expect(under(exists, true)?.kind).toBe('accepted');
    expect(under(exists, false)).toMatchObject({ kind: 'rejected', reason: WHY });
  });

  it('R55 what can not have arrived waits, what may have is in doubt', () => {
    expect(failures.map((failure) => under(failure)?.kind)).toEqual([
      'waiting',
      'waiting',
      'unknown-outcome',
    ]);
  });

  it('R55 a doubt stays until there is an answer', () => {
    expect(failures.map((failure) => under(failure, true)?.kind)).toEqual([
      'unknown-outcome',
      'unknown-outcome',
      'unknown-outcome',
    ]);
  });

  it('R55 waits twice as long each time, to a limit', () => {
    const wait = (attempts: number) => {
      const state = under({ kind: 'not-sent' }, false, attempts);
      return state && shown(state);
    };

    expect([1, 2, 3, 6, 7, 5000].map(wait)).toEqual([
      ['waiting', 1],
      ['waiting', 2],
      ['waiting', 4],
      ['waiting', 30],
      ['waiting', 30],
      ['waiting', 30],
    ]);
  });

  it('R55 draws by lot up to the whole wait', () => {
    const state = nextAttempt({ attempts: 1 }, false, { kind: 'not-sent' }, moment(NOW, 0.999));

    expect(shown(state)).toEqual(['waiting', 1.999]);
  });

  it('R54 a message that is blamed again and again is rejected, so that staff hear of it', () => {
    const blamed = { kind: 'fault', code: 'SP-400', blames: 'message' } as const;

    expect(under(blamed, false, 7)?.kind).toBe('waiting');
    expect(under(blamed, false, 8)).toMatchObject({
      kind: 'rejected',
      reason: { code: 'SP-400', title: expect.stringContaining('tager ikke imod') },
    });
    expect(under({ ...blamed, blames: 'receiver' }, false, 5_000)?.kind).toBe('waiting');
  });

  it('R55 is not recorded under a lease that is another, or over', () => {
    const mine = aDelivery({ state: attempting() });
    const outcome = { kind: 'accepted' } as const;

    expect(settle(mine, 'theirs', outcome, moment())).toBeUndefined();
    expect(settle(mine, 'mine', outcome, moment(later(30)))).toBeUndefined();
    expect(settle(mine, 'mine', outcome, moment(later(29)))).toBeDefined();
    expect(settle(aDelivery(), 'mine', outcome, moment())).toBeUndefined();
  });

  it('R55 only an answer shows that the other end is there', () => {
    const answers: readonly AttemptOutcome[] = [
      { kind: 'accepted' },
      { kind: 'accepted-with-remarks', reason: WHY },
      { kind: 'rejected', reason: WHY },
      { kind: 'already-exists', reason: WHY },
    ];

    expect(answers.map(isAnswer)).toEqual([true, true, true, true]);
    expect(failures.map(isAnswer)).toEqual([false, false, false]);
  });
});

describe('a lease that ran out', () => {
  it('R55 leaves an attempt of which nobody knows how far it came', () => {
    const gone = aDelivery({ attempts: 2, state: attempting() });

    expect(shown(expire(gone, moment(later(30))).state)).toEqual(['unknown-outcome', 32]);
  });

  it('R55 is none while it lasts, and concerns nothing else', () => {
    const [mine, other] = [aDelivery({ state: attempting() }), aDelivery()];

    expect(expire(mine, moment(later(29)))).toBe(mine);
    expect(expire(other, moment(later(60)))).toBe(other);
  });
});

describe('any row of attempts', () => {
  const outcome = fc.constantFrom<AttemptOutcome | 'lost'>(
    ...failures,
    { kind: 'already-exists', reason: WHY },
    'lost',
  );

  function attempt(delivery: Delivery, ended: AttemptOutcome | 'lost'): Delivery {
    if (!('notBefore' in delivery.state)) return delivery;
    const now = delivery.state.notBefore;
    const begun = begin(delivery, { token: 'mine', until: now.add({ seconds: 30 }) }, now);
    if (begun === undefined) throw new Error('what is due can be begun');
    if (ended === 'lost') return expire(begun, moment(now.add({ seconds: 30 })));
    return settle(begun, 'mine', ended, moment(now)) ?? begun;
  }

  it('R55 repeats the same request, goes on for ever, and tells arrived from not arrived', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 40 }), (row) => {
        const first = aDelivery({ state: { kind: 'waiting', notBefore: earlier(5) } });
        const end = row.reduce(attempt, first);
        const answeredAt = row.findIndex((one) => one !== 'lost' && one.kind === 'already-exists');
        const tried = answeredAt < 0 ? row : row.slice(0, answeredAt);
        const doubtful = tried.some((one) => one === 'lost' || one.kind === 'no-answer');

        expect({ ...end, attempts: 0, state: waiting }).toEqual(aDelivery());
        expect(end.attempts).toBe(answeredAt < 0 ? row.length : answeredAt + 1);
        if (answeredAt < 0) expect(end.state.kind).toBe(doubtful ? 'unknown-outcome' : 'waiting');
        else expect(end.state.kind).toBe(doubtful ? 'accepted' : 'rejected');
      }),
    );
  });
});
