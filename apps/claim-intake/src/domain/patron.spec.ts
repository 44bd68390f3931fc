import { describe, expect, it } from '@jest/globals';
import { changeGuardian } from './change-guardian.js';
import { changeIdentity } from './change-identity.js';
import {
  aBalance,
  anAgreement,
  anOldBalance,
  at,
  cancelled,
  day,
  given,
  tell,
} from './claim.fixture.js';
import type { GuardianChanged, IdentityChanged } from './library-event.js';
import { hearGuardianChange, hearIdentity, unknownPatron } from './patron.js';
import { sweep } from './sweep.js';

const movedBack = anAgreement({ cutOffDate: day('2026-01-01') });

function identity(time: string, personal: string): IdentityChanged {
  return {
    kind: 'patron.identity-changed',
    id: personal,
    time: at(time),
    patronKind: 'company',
    personal,
  };
}

function guardian(
  change: GuardianChanged['change'],
  time = '2026-11-05T00:00:00Z',
  personal = 'guardian',
): GuardianChanged {
  return {
    kind: 'patron.guardian-changed',
    id: personal,
    time: at(time),
    change,
    personal: change === 'removed' ? undefined : personal,
  };
}

describe('changeIdentity', () => {
  it('R06 hands a kept balance on with the current identity, and with that of creation for liability', () => {
    const { state } = changeIdentity(
      given(anOldBalance()),
      identity('2026-11-05T00:00:00Z', 'with CVR'),
    );
    if (state === undefined) throw new Error('The claim is gone.');

    expect(sweep(state, movedBack).outcomes).toMatchObject([
      {
        kind: 'registered',
        newerIdentity: 'with CVR',
        patronKind: 'company',
        personal: 'sealed at creation',
      },
    ]);
  });

  it('R31 passes on the change of a balance that has gone on', () => {
    expect(
      changeIdentity(given(aBalance()), identity('2026-11-05T00:00:00Z', 'new')).outcomes,
    ).toMatchObject([
      {
        kind: 'identityChanged',
        changeType: 'patron.identity-changed',
        changeId: identity('2026-11-05T00:00:00Z', 'new').id,
        personal: 'new',
        patronKind: 'company',
      },
    ]);
  });

  it('R31 lets the newest identity win however the two arrive', () => {
    const late = identity('2026-11-06T00:00:00Z', 'late');
    const early = identity('2026-11-05T00:00:00Z', 'early');
    const told = (...changes: IdentityChanged[]): unknown =>
      changes.reduce(
        (claim, change) => changeIdentity(claim, change).state,
        tell([aBalance()]).claim,
      );

    expect(told(late, early)).toEqual(told(early, late));
    expect(told(late, early)).toMatchObject({ newerIdentity: 'late' });
  });

  it('R31 lets a change win over a balance of the same moment, whichever comes first', () => {
    const change = identity('2026-11-02T09:00:00Z', 'same moment');
    const known = hearIdentity(unknownPatron, {
      at: change.time,
      patronKind: 'company',
      personal: 'same moment',
    });
    const changeLast = changeIdentity(tell([aBalance()]).claim, change).state;
    const changeFirst = tell([aBalance()], { agreement: anAgreement(), known }).claim;

    expect(changeLast).toMatchObject({ newerIdentity: 'same moment' });
    expect(changeFirst).toEqual(changeLast);
  });

  it('R31 ignores an identity older than the balance, and one of a cancelled balance', () => {
    expect(
      changeIdentity(given(aBalance()), identity('2026-11-01T00:00:00Z', 'older')).outcomes,
    ).toEqual([]);
    expect(
      changeIdentity(given(aBalance(), cancelled()), identity('2026-11-05T00:00:00Z', 'new'))
        .outcomes,
    ).toEqual([]);
  });

  it('R31 remembers of a patron the newest identity by time', () => {
    const newer = {
      at: at('2026-11-06T00:00:00Z'),
      patronKind: 'person' as const,
      personal: 'newer',
    };
    const older = { ...newer, at: at('2026-11-05T00:00:00Z'), personal: 'older' };

    expect(hearIdentity(hearIdentity(unknownPatron, newer), older).identity).toBe(newer);
    expect(hearIdentity(hearIdentity(unknownPatron, older), newer).identity).toBe(newer);
  });
});

describe('changeGuardian', () => {
  const storyAfter = (...changes: GuardianChanged[]): unknown =>
    changes.reduce(
      (claim, change) => changeGuardian(claim, change).state,
      tell([anOldBalance()]).claim,
    );

  it('R23 never replaces the guardian of the day of creation', () => {
    expect(storyAfter(guardian('another-person'))).toMatchObject({
      personal: 'sealed at creation',
      guardian: { number: undefined, now: 'another-person' },
    });
  });

  it('R31 follows the number of that guardian, and no longer once another person has come', () => {
    expect(
      storyAfter(guardian('number-changed', '2026-11-05T00:00:00Z', 'renumbered')),
    ).toMatchObject({
      guardian: { number: { personal: 'renumbered' }, now: 'as-created' },
    });
    expect(storyAfter(guardian('another-person'), guardian('number-changed'))).toMatchObject({
      guardian: { number: undefined },
    });
  });

  it('R24 keeps whether anybody is there at sending', () => {
    expect(storyAfter(guardian('removed'))).toMatchObject({ guardian: { now: 'nobody' } });
    expect(storyAfter(guardian('removed'), guardian('another-person'))).toMatchObject({
      guardian: { now: 'another-person' },
    });
  });

  it('R23 ignores a change that the balance was told after', () => {
    expect(storyAfter(guardian('removed', '2026-11-01T00:00:00Z'))).toMatchObject({
      guardian: { now: 'as-created' },
    });
  });

  it('R31 applies the changes that were heard before a late balance, and only the newer ones', () => {
    const heard = [
      guardian('removed', '2026-11-01T00:00:00Z'),
      guardian('number-changed', '2026-11-05T00:00:00Z', 'renumbered'),
    ]
      .map(({ time, change, personal }) => ({ at: time, change, personal }))
      .reduce(hearGuardianChange, unknownPatron);

    expect(tell([aBalance()], { agreement: anAgreement(), known: heard }).last).toMatchObject([
      { kind: 'registered', guardian: { number: { personal: 'renumbered' }, now: 'as-created' } },
    ]);
  });

  it('R31 has nothing to pass on of a changed number that is not told', () => {
    const untold = { ...guardian('number-changed'), personal: undefined };
    const { state, outcomes } = changeGuardian(given(aBalance()), untold);
    expect(outcomes).toEqual([]);
    expect(state).toEqual(given(aBalance()));
  });

  it('R31 passes each change on for a balance that has gone on', () => {
    expect(changeGuardian(given(aBalance()), guardian('removed')).outcomes).toMatchObject([
      {
        kind: 'guardianChanged',
        changeType: 'patron.guardian-changed',
        changeId: guardian('removed').id,
        change: 'removed',
        personal: undefined,
      },
    ]);
    expect(changeGuardian(given(aBalance(), cancelled()), guardian('removed')).outcomes).toEqual(
      [],
    );
  });
});
