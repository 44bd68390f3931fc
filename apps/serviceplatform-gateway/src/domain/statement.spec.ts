import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@libs/kernel';
import {
  isOpen,
  notRead,
  partRead,
  type ReadFailure,
  requested,
  type Statement,
} from './statement.js';

const asked = { statementId: '7c1f0a52-93d4-4e0b-8f6a-2b8f1d4c9e77', municipalityCode: '615' };
const start = Temporal.Instant.from('2026-11-24T03:30:00Z');
const after = (seconds: number): Temporal.Instant => start.add({ seconds });
const token = 'a token';
const hourMs = 3_600_000;
const policy = { backOff: { firstMs: 1_000, longestMs: 60_000 }, jitter: 0.5, giveUpMs: hourMs };

function leased(statement: Statement, until = after(2 * 3_600)): Statement {
  if (!isOpen(statement)) throw new Error('it has ended');
  return { ...statement, state: { ...statement.state, lease: { token, until } } };
}

/** As often in a row, a second apart. */
function failing(failure: ReadFailure, times: number): Statement {
  let statement = requested(asked, start);
  for (let nth = 1; nth <= times && isOpen(statement); nth += 1) {
    const moment = { ...policy, now: after(nth) };
    statement = notRead(leased(statement), token, failure, moment) ?? statement;
  }
  return statement;
}

describe('R53 a statement', () => {
  it('goes on where the last part ended, and is complete after the last', () => {
    const first = partRead(
      leased(requested(asked, start)),
      token,
      { receivables: 3, mark: 'm', moved: false },
      after(1),
    );
    expect(first).toMatchObject({
      ...{ parts: 1, receivables: 3 },
      state: { kind: 'reading', after: 'm', lease: undefined, failures: 0, progressAt: after(1) },
    });
    if (first === undefined) throw new Error('not read');

    expect(
      partRead(leased(first), token, { receivables: 2, mark: undefined, moved: false }, after(2)),
    ).toMatchObject({ parts: 2, receivables: 5, state: { kind: 'completed', at: after(2) } });
  });

  it('counts nothing that comes under another lease, under a lost one, or after its end', () => {
    const statement = leased(requested(asked, start), after(10));
    const part = { receivables: 1, mark: undefined, moved: false };
    const moment = { ...policy, now: after(11) };

    expect(partRead(statement, 'another', part, after(1))).toBeUndefined();
    expect(partRead(statement, token, part, after(10))).toBeUndefined();
    expect(notRead(statement, token, { kind: 'refused' }, moment)).toBeUndefined();
    const ended = partRead(statement, token, part, after(1));
    if (ended === undefined) throw new Error('not read');
    expect(partRead(ended, token, part, after(2))).toBeUndefined();
  });

  it('R31 is read again from the beginning where receivables were moved meanwhile, three times at most', () => {
    let statement = requested(asked, start);
    for (const pass of [1, 2]) {
      const moment = after(pass);
      const part = { receivables: 1, mark: undefined, moved: true };
      statement = partRead(leased(statement), token, part, moment) ?? statement;
      expect(statement.state).toMatchObject({
        ...{ kind: 'reading', after: undefined, passes: pass + 1, passAt: moment },
      });
    }
    const part = { receivables: 0, mark: undefined, moved: true };
    expect(partRead(leased(statement), token, part, after(3))).toMatchObject({
      ...{ receivables: 2, state: { kind: 'completed' } },
    });
  });

  it('whose list begins anew, or never ends, has failed', () => {
    const state = { ...leased(requested(asked, start)), parts: 49_999 };
    const read = partRead(state, token, { receivables: 1, mark: 'm', moved: false }, after(1));
    expect(read?.state).toMatchObject({ kind: 'failed', because: 'unreadable' });

    const first = partRead(
      leased(requested(asked, start)),
      token,
      { receivables: 1, mark: 'm', moved: false },
      after(1),
    );
    if (first === undefined) throw new Error('not read');
    const again = partRead(
      leased(first),
      token,
      { receivables: 1, mark: 'm', moved: false },
      after(2),
    );
    expect(again?.state).toMatchObject({ kind: 'failed', because: 'unreadable' });
  });

  it('R55 that could not be read is read later, and later each time', () => {
    const waits = [1, 2, 3].map((times) => {
      const { state } = failing({ kind: 'no-answer' }, times);
      return state.kind === 'reading' ? state.notBefore.since(after(times)).total('seconds') : 0;
    });
    expect(waits).toEqual([0.75, 1.5, 3]);
    const { state } = failing({ kind: 'no-answer' }, 3);
    expect(state).toMatchObject({ kind: 'reading', failures: 3, progressAt: start });
  });

  it.each<[ReadFailure, number]>([
    [{ kind: 'refused' }, 1],
    [{ kind: 'too-large' }, 1],
    [{ kind: 'municipality-unknown' }, 5],
    [{ kind: 'fault', blames: 'message' }, 8],
  ])('has its last word: %j, %i in a row', (failure, times) => {
    expect(failing(failure, times - 1).state.kind).toBe('reading');
    expect(failing(failure, times).state.kind).toBe('failed');
  });

  it.each<[ReadFailure, string]>([
    [{ kind: 'fault', blames: 'receiver' }, 'faulted'],
    [{ kind: 'no-answer' }, 'no-answer'],
    [{ kind: 'unreadable' }, 'unreadable'],
  ])('R55 with %j is given up after an hour without a page, and not before', (failure, because) => {
    expect(failing(failure, 100).state.kind).toBe('reading');
    const statement = leased(failing(failure, 100));

    const late = { ...policy, now: start.add({ milliseconds: hourMs }) };
    expect(notRead(statement, token, failure, late)?.state).toMatchObject({
      ...{ kind: 'failed', because },
    });
  });
});
