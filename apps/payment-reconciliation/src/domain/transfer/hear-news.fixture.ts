import { expect } from '@jest/globals';
import { Temporal } from '@libs/kernel';
import { hearNews } from './hear-news.js';
import type { Stage } from './standing-point.js';
import { standingPoint } from './standing-point.js';
import type {
  Answer,
  AnswerReason,
  AnswersWhat,
  ChangeNamed,
  Reason,
  TransferNews,
} from './transfer-news.js';
import type { BalanceTransfer, TransferOutcome } from './transfer.js';
import { unheardOf } from './transfer.js';

type Basis = Partial<Record<Stage, number>>;

const said = (stage: Stage, number: number, basis: Basis = {}) => ({
  at: Temporal.Instant.from('2026-11-23T08:00:00Z').add({ minutes: number }),
  point: standingPoint(stage, number, basis),
});

export const why: Reason = { code: 'a-code', text: 'En grund.' };

export const kept = (number: number): TransferNews => ({
  kind: 'kept',
  transfer: 'before-cut-off',
  reason: why,
  ...said('claim-intake', number),
});

/** Verification speaks; unless told otherwise it had heard as much of intake as of itself. */
export const held = (number: number, intake = number): TransferNews => ({
  kind: 'held',
  transfer: 'not-transferable',
  reason: why,
  ...said('verification', number, { 'claim-intake': intake }),
});

export const released = (number: number, intake = number): TransferNews => ({
  kind: 'released',
  ...said('verification', number, { 'claim-intake': intake }),
});

export const withdrawn = (number: number, intake = number): TransferNews => ({
  kind: 'withdrawn',
  reason: why,
  ...said('verification', number, { 'claim-intake': intake }),
});

export const takenBack = (number: number, intake = number): TransferNews => ({
  kind: 'taken-back',
  ...said('verification', number, { 'claim-intake': intake }),
});

export const raised = (warnings: readonly Reason[], verification = 1): TransferNews => ({
  kind: 'raised',
  warnings,
  ...said('receivable-mapper', 1, { 'claim-intake': verification, verification }),
});

export const CHARGE: AnswersWhat = { kind: 'charge' };
export const CHANGE: ChangeNamed = {
  kind: 'change',
  changeId: 'event-7',
  changeType: 'balance.amount-changed',
};

type AnswerTold = {
  readonly number?: number;
  readonly verification?: number;
  readonly answers?: AnswersWhat;
  readonly reason?: AnswerReason;
};

/** The gateway tells the debtor system's answer. */
export function answered(
  answer: Answer,
  { number = 1, verification = 1, answers = CHARGE, reason }: AnswerTold = {},
): TransferNews {
  const basis = { 'claim-intake': verification, verification, 'receivable-mapper': verification };
  const told = { kind: 'answered' as const, answer, answers, ...said('gateway', number, basis) };
  return reason === undefined ? told : { ...told, reason };
}

/** The gateway tells that a change is never sent. */
export const notNeeded = (number: number): TransferNews => ({
  kind: 'not-needed',
  answers: CHANGE,
  ...said('gateway', number, {
    'claim-intake': number,
    verification: number,
    'receivable-mapper': number,
  }),
});

export const WRONG_NUMBER: AnswerReason = {
  code: 'DR-17',
  title: 'CPR-nummeret findes ikke',
  pointer: 'liable-party/0001',
};

export function hearAll(news: readonly TransferNews[]) {
  let state: BalanceTransfer = unheardOf('DK-761500', '700123');
  const outcomes: TransferOutcome[] = [];
  for (const one of news) {
    const step = hearNews(state, one);
    state = step.state;
    outcomes.push(...step.outcomes);
  }
  return { state, outcomes };
}

type Told = { readonly kind: TransferOutcome['kind'] } & Readonly<Record<string, unknown>>;

/** Given what was heard, when one more piece of news comes, then exactly this is told. */
export function given(...past: readonly TransferNews[]) {
  const { state } = hearAll(past);
  return {
    when: (news: TransferNews) => {
      const step = hearNews(state, news);
      return {
        ...step,
        then: (...told: readonly Told[]): void => {
          expect(step.outcomes).toMatchObject(told);
          expect(step.outcomes).toHaveLength(told.length);
        },
        /** It was old: nothing is told, and nothing forgotten. */
        isNoNews: (): void => {
          expect(step).toEqual({ state, outcomes: [] });
          expect(step.state.shown).toBe(state.shown);
        },
      };
    },
  };
}
