import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from '@libs/kernel';
import {
  answered,
  CHANGE,
  CHARGE,
  given,
  hearAll,
  held,
  kept,
  notNeeded,
  raised,
  released,
  takenBack,
  why,
  withdrawn,
  WRONG_NUMBER,
} from './hear-news.fixture.js';
import type { TransferNews } from './transfer-news.js';

const changed = (transfer: string, more: object = {}) => ({
  kind: 'transfer-changed' as const,
  agencyId: 'DK-761500',
  feeId: '700123',
  transfer,
  ...more,
});
const task = (kind: 'task-raised' | 'task-cleared', concerns: object) => ({
  kind,
  task: 'rejected-by-debtor-system',
  concerns,
});

describe('where a balance stands', () => {
  it('R14 is told with reason and time when it is kept or held', () => {
    given()
      .when(kept(1))
      .then(changed('before-cut-off', { reason: why }));
    given(kept(1))
      .when(held(1, 2))
      .then(changed('not-transferable', { reason: why }));
    expect(String(given().when(kept(1)).state.shown?.at)).toBe('2026-11-23T08:01:00Z');
  });

  it('R14 is queued once it is released, without the reason it was held for', () => {
    const { outcomes } = given(held(1)).when(released(2));

    expect(outcomes).toMatchObject([changed('queued')]);
    expect(outcomes[0]).not.toHaveProperty('reason');
  });

  it.each([
    ['it is answered', answered('accepted')],
    ['it is rejected', answered('rejected')],
    ['it is held again', held(2)],
    ['it is withdrawn', withdrawn(2)],
    ['the gateway tells that it is not needed', notNeeded(2)],
  ])('R14 waits for its first answer from its release until %s', (_, end) => {
    expect(String(given(released(1)).when(answered('sent')).state.releasedAt)).toBe(
      '2026-11-23T08:01:00Z',
    );
    expect(given(released(1)).when(end).state.releasedAt).toBeUndefined();
  });

  it('remembers when the library told of it only while it waits for its first answer', () => {
    const toldAt = Temporal.Instant.from('2026-11-23T07:59:00Z');
    const straight = { ...released(1), toldAt } as TransferNews;
    expect(given().when(straight).state.toldAt).toBe(toldAt);
    expect(given(straight).when(answered('accepted')).state.toldAt).toBeUndefined();
    expect(given(straight, held(2)).when(released(3)).state.toldAt).toBeUndefined();
  });

  it('R10 is withdrawn when it is cancelled while it waits', () => {
    given(held(1))
      .when(withdrawn(2))
      .then(changed('withdrawn', { reason: why }));
  });

  it('R45, R54 is as the library wants it where the debtor system never had it: withdrawn, once', () => {
    const reason = { code: 'charge-never-accepted' };
    const { changeId, changeType } = CHANGE;
    const answer = {
      kind: 'change-answered' as const,
      changeId,
      changeType,
      state: 'accepted',
      reason,
    };
    const rejected = [released(1), answered('rejected'), takenBack(2)];

    given(...rejected)
      .when(notNeeded(2))
      .then(answer, changed('withdrawn', { reason }));
    given(...rejected, notNeeded(2))
      .when(notNeeded(3))
      .then(answer);
    given(...rejected, notNeeded(2))
      .when(answered('rejected'))
      .isNoNews();
  });

  it('R54 is what the debtor system answered', () => {
    given(released(1)).when(answered('sent')).then(changed('sent'));
    given(released(1), answered('sent'))
      .when(answered('accepted', { number: 2 }))
      .then(changed('accepted'));
  });

  it('R41 warnings go along with the answers to the charge, not before', () => {
    const warned = [released(1), raised([why])];

    given(released(1))
      .when(raised([why]))
      .then();
    given(...warned)
      .when(answered('sent'))
      .then(changed('sent', { warnings: [why] }));
    given(...warned, answered('sent'))
      .when(answered('accepted', { number: 2 }))
      .then(changed('accepted', { warnings: [why] }));
  });

  it('R41 warnings go along with nothing but an answer, and are left out where there are none', () => {
    const unwarned = given(released(1)).when(answered('accepted')).outcomes[0];
    const released2 = given(released(1), raised([why])).when(released(2)).outcomes[0];

    expect(unwarned).not.toHaveProperty('warnings');
    expect(released2).not.toHaveProperty('warnings');
  });

  it('R41 warnings that come after the answer are told with it once more', () => {
    given(released(1), answered('accepted'))
      .when(raised([why]))
      .then(changed('accepted', { warnings: [why] }));
    given(released(1), answered('accepted')).when(raised([])).then();
  });
});

describe('older and newer', () => {
  it.each([
    ['a release, once the debtor system has answered', [answered('accepted')], released(1)],
    ['a hold, once it is released', [released(2)], held(1)],
    ['what was kept, once it is released', [released(1, 2)], kept(1)],
    ['an answer to what was decided before', [withdrawn(2)], answered('accepted')],
    ['an earlier answer', [answered('accepted', { number: 2 })], answered('sent')],
  ])('R14 %s is no news', (_, past: readonly TransferNews[], old) => {
    given(...past)
      .when(old)
      .isNoNews();
  });

  it('R31 a charge that is registered anew is answered anew', () => {
    given(released(1), answered('rejected', { reason: WRONG_NUMBER }))
      .when(answered('accepted', { number: 2, verification: 2 }))
      .then(changed('accepted'), task('task-cleared', CHARGE));
  });

  it('R14 the end is the same, in whatever order the services are heard', () => {
    const news = [
      kept(1),
      held(1, 2),
      released(2, 3),
      raised([why], 2),
      answered('sent', { number: 1, verification: 2 }),
      answered('rejected', { number: 2, verification: 2, reason: WRONG_NUMBER }),
      answered('accepted', { number: 3, verification: 3 }),
    ];
    const end = hearAll(news).state;
    expect(end.shown?.transfer).toBe('accepted');
    fc.assert(
      fc.property(fc.shuffledSubarray(news, { minLength: news.length }), (mixed) => {
        const { state, outcomes } = hearAll(mixed);
        expect({ ...state, shown: undefined }).toEqual({ ...end, shown: undefined });
        expect(state.shown?.transfer).toBe('accepted');
        const last = outcomes.findLast(({ kind }) => kind === 'transfer-changed');
        expect(last).toMatchObject(changed('accepted', { warnings: [why] }));
      }),
    );
  });
});

describe('a rejection', () => {
  it('R54 of the charge is told in plain Danish, and raises a task', () => {
    const text =
      'Debitorsystemet har afvist kravet på grund af den juridisk ansvarlige: CPR-nummeret findes ikke. Ret CPR- eller CVR-nummeret i bibliotekssystemet, så sendes kravet igen af sig selv. Er nummeret rigtigt, så spørg økonomiafdelingen.';
    given(released(1))
      .when(answered('rejected', { reason: WRONG_NUMBER }))
      .then(changed('rejected', { reason: { code: 'DR-17', text } }), {
        ...task('task-raised', CHARGE),
        text,
      });
  });

  it('R54 raises its task once, and clears it when the charge is accepted, with remarks or without', () => {
    const rejected = answered('rejected', { reason: WRONG_NUMBER });

    given(released(1), rejected)
      .when(answered('rejected', { number: 2, reason: WRONG_NUMBER }))
      .then(changed('rejected'));
    given(released(1), rejected)
      .when(answered('sent', { number: 2 }))
      .then(changed('sent'));
    given(released(1), rejected)
      .when(answered('accepted-with-remarks', { number: 2 }))
      .then(changed('accepted-with-remarks'), task('task-cleared', CHARGE));
  });

  it('R54 clears its task once, and raises it anew when it is rejected anew', () => {
    const cured = [
      released(1),
      answered('rejected', { reason: WRONG_NUMBER }),
      answered('accepted', { number: 2 }),
    ];

    given(...cured)
      .when(answered('accepted', { number: 3 }))
      .then(changed('accepted'));
    given(...cured)
      .when(answered('rejected', { number: 3, reason: WRONG_NUMBER }))
      .then(changed('rejected'), task('task-raised', CHARGE));
  });

  it('R45 of a charge needs nobody once the library has taken it back, whichever is heard first', () => {
    const rejected = answered('rejected', { reason: WRONG_NUMBER });

    given(released(1), rejected).when(takenBack(2)).then(task('task-cleared', CHARGE));
    given(released(1), takenBack(2)).when(rejected).then(changed('rejected'));
  });

  it('R10 of a charge needs nobody once it is withdrawn', () => {
    given(released(1), answered('rejected', { reason: WRONG_NUMBER }))
      .when(withdrawn(2))
      .then(changed('withdrawn'), task('task-cleared', CHARGE));
  });
});

describe('a later change', () => {
  const accepted = [released(1), answered('accepted')];
  const rejected = answered('rejected', {
    number: 2,
    answers: CHANGE,
    reason: { code: 'DR-40', title: 'Beløbet er for stort', pointer: 'write-down' },
  });

  it('R54 is answered apart from the charge', () => {
    const { outcomes } = given(...accepted).when(
      answered('accepted', { number: 2, answers: CHANGE }),
    );

    expect(outcomes).toEqual([
      expect.objectContaining({
        kind: 'change-answered',
        agencyId: 'DK-761500',
        feeId: '700123',
        changeId: 'event-7',
        changeType: 'balance.amount-changed',
        state: 'accepted',
      }),
    ]);
  });

  it('R54 that is rejected says what to do, raises a task of its own, and clears it when accepted', () => {
    const text =
      'Debitorsystemet har afvist ændringen på grund af nedskrivningen: Beløbet er for stort. Ændringen står i bibliotekssystemet, men ikke i debitorsystemet: aftal med økonomiafdelingen, hvem der retter, og send den igen, når årsagen er fjernet.';
    const answer = {
      kind: 'change-answered' as const,
      state: 'rejected',
      reason: { code: 'DR-40', text },
    };

    given(...accepted)
      .when(rejected)
      .then(answer, { ...task('task-raised', CHANGE), text });
    given(...accepted, rejected)
      .when(rejected)
      .then(answer);
    given(...accepted, rejected)
      .when(answered('accepted', { number: 3, answers: CHANGE }))
      .then(
        { kind: 'change-answered', state: 'accepted' },
        task('task-cleared', { changeId: 'event-7' }),
      );
  });

  it('R54 has its own task beside those of other changes, and touches nothing else', () => {
    const OTHER = { ...CHANGE, changeId: 'event-8' };
    const second = answered('rejected', { number: 3, answers: OTHER });
    const both = [...accepted, raised([why]), rejected, second];
    const cured = given(...both).when(answered('accepted', { number: 4, answers: CHANGE }));

    given(...accepted, rejected)
      .when(second)
      .then({ kind: 'change-answered', changeId: 'event-8' }, task('task-raised', OTHER));
    cured.then({ kind: 'change-answered' }, task('task-cleared', { changeId: 'event-7' }));
    expect(cured.state).toMatchObject({
      changesRejected: ['event-8'],
      warnings: [why],
      shown: { transfer: 'accepted' },
    });
    given(...both)
      .when(answered('accepted', { number: 4, answers: OTHER }))
      .then({ kind: 'change-answered' }, task('task-cleared', { changeId: 'event-8' }));
  });

  it('R54 that is only sent leaves its task as it is', () => {
    given(...accepted, rejected)
      .when(answered('sent', { number: 3, answers: CHANGE }))
      .then({ kind: 'change-answered', state: 'sent' });
  });

  it('R44 that is refused is told as it was said, and changes nothing', () => {
    const refused = { refusedType: 'balance.amount-changed', refusedId: 'event-9', reason: why };
    const { at, point } = kept(9);

    given(...accepted)
      .when({ kind: 'change-refused', ...refused, at, point })
      .then({ kind: 'change-refused', ...refused });
  });
});
