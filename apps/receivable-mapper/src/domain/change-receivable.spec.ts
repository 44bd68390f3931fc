import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ASKED,
  charged,
  given,
  giveBack,
  IDENTITY,
  lower,
  takeBack,
} from './receivable.fixture.js';
import type { Receivable } from './receivable.js';
import { standing } from './receivable.js';

describe('a reduction', () => {
  it('R43 sends the difference', () => {
    given(charged())
      .when(lower('80.00'))
      .then(
        { kind: 'reduced', ...IDENTITY, ...ASKED, amount: '80.00' },
        { kind: 'raised', charged: '230.00', writtenDown: '80.00' },
      );
  });

  it('R43 adds to those before it', () => {
    given(charged(), lower('80.00'))
      .when(lower('50.00'))
      .then({ kind: 'reduced', ...IDENTITY, ...ASKED, amount: '50.00' }, { writtenDown: '130.00' });
  });

  it('R34, R43 takes off no more than was sent', () => {
    given(charged('30.00'))
      .when(lower('80.00'))
      .then(
        { kind: 'reduced', ...IDENTITY, ...ASKED, amount: '30.00' },
        { kind: 'raised', writtenDown: '30.00' },
      );
  });

  it('R47 has no effect where nothing is left', () => {
    given(charged(), lower('230.00'))
      .when(lower('1.00'))
      .then(
        { kind: 'no-effect', because: 'nothing-left' },
        { kind: 'raised', writtenDown: '230.00' },
      );
  });

  it('R47 has no effect after a cancellation', () => {
    given(charged(), takeBack)
      .when(lower('80.00'))
      .then(
        { kind: 'no-effect', because: 'cancelled-already' },
        { kind: 'cancelled', writtenDown: '230.00' },
      );
  });

  it('R48 has no effect on what was never sent', () => {
    given(undefined)
      .when(lower('80.00'))
      .then({ kind: 'no-effect', because: 'never-raised' }, undefined);
  });

  it('R07 of nothing has no effect', () => {
    given(charged())
      .when(lower('0.00'))
      .then({ kind: 'no-effect', because: 'nothing-left' }, { writtenDown: '0.00' });
  });
});

describe('a cancellation', () => {
  it('R45 takes back the whole charge, paid or not', () => {
    given(charged())
      .when(takeBack)
      .then(
        { kind: 'cancelled', ...IDENTITY, ...ASKED, amount: '230.00' },
        { kind: 'cancelled', charged: '230.00', writtenDown: '230.00' },
      );
  });

  it('R45 takes back the charge as it stands: less what was written down before', () => {
    given(charged(), lower('80.00'), giveBack('50.00'))
      .when(takeBack)
      .then(
        { kind: 'cancelled', ...IDENTITY, ...ASKED, amount: '100.00' },
        { kind: 'cancelled', writtenDown: '230.00' },
      );
  });

  it('R47 happens once', () => {
    given(charged(), takeBack)
      .when(takeBack)
      .then(
        { kind: 'no-effect', because: 'cancelled-already' },
        { kind: 'cancelled', writtenDown: '230.00' },
      );
  });

  it('R45 where nothing is left sends nothing, and is the end all the same', () => {
    given(charged(), lower('230.00'))
      .when(takeBack)
      .then(
        { kind: 'no-effect', because: 'nothing-left' },
        { kind: 'cancelled', writtenDown: '230.00' },
      );
  });

  it('R48 has no effect on what was never sent', () => {
    given(undefined).when(takeBack).then({ kind: 'no-effect', because: 'never-raised' }, undefined);
  });
});

describe('a reimbursement', () => {
  it('R46 is sent on with its amount', () => {
    given(charged())
      .when(giveBack('200.00'))
      .then(
        { kind: 'reimbursed', ...IDENTITY, ...ASKED, amount: '200.00' },
        { kind: 'raised', writtenDown: '200.00' },
      );
  });

  it('R46 gives back no more than is charged', () => {
    given(charged(), lower('100.00'))
      .when(giveBack('200.00'))
      .then(
        { kind: 'reimbursed', ...IDENTITY, ...ASKED, amount: '130.00' },
        { writtenDown: '230.00' },
      );
  });

  it('R45, R47 has no effect after a cancellation, which gave all of it back', () => {
    given(charged(), takeBack)
      .when(giveBack('10.00'))
      .then({ kind: 'no-effect', because: 'cancelled-already' }, { kind: 'cancelled' });
  });
});

describe('any history of changes', () => {
  const change = fc.oneof(
    fc.integer({ min: 0, max: 40_000 }).map((ore) => lower((ore / 100).toFixed(2))),
    fc.integer({ min: 0, max: 40_000 }).map((ore) => giveBack((ore / 100).toFixed(2))),
    fc.constant(takeBack),
  );

  it('R43, R45–R48 writes down exactly what it tells, and never more than was charged', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (history) => {
        let known: Receivable = charged();
        let toldOre = 0;
        for (const step of history) {
          const { receivable, outcome } = step(known);
          const { amount } = outcome as { readonly amount?: { readonly ore: number } };
          toldOre += amount?.ore ?? 0;
          known = receivable ?? known;
          expect(standing(known).isNegative()).toBe(false);
        }
        expect(known.writtenDown.ore).toBe(toldOre);
        if (known.kind === 'cancelled') expect(toldOre).toBe(known.charged.ore);
      }),
    );
  });
});
