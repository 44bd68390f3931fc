import { describe, expect, it } from '@jest/globals';
import type { Commands } from '@libs/messaging';
import { eventually } from '@libs/testing';
import { AnswerRecorder } from './answer-recorder.js';
import { AttemptEnded, type RecordAnswers } from './record-answers.js';

type Writing = { readonly of: readonly string[]; readonly ended: PromiseWithResolvers<unknown[]> };

/** Transactions that end when the test says so. */
function aRecorder(): { readonly recorder: AnswerRecorder; readonly writings: Writing[] } {
  const writings: Writing[] = [];
  const submit: Commands['submit'] = (_decider, commands) => {
    const ended = Promise.withResolvers<unknown[]>();
    writings.push({ of: commands.map(({ subject }) => subject.key), ended });
    return ended.promise;
  };
  return { recorder: new AnswerRecorder({} as RecordAnswers, { submit } as Commands), writings };
}

function anAnswer(receivableId: string): AttemptEnded {
  const end = { kind: 'expired' } as const;
  return new AttemptEnded({
    receivableId,
    deliveryId: 'd',
    end,
    jitter: 0,
    traceparent: undefined,
  });
}

describe('answers', () => {
  it('are recorded in one transaction at a time, with all that came meanwhile, of whatever lane', async () => {
    const { recorder, writings } = aRecorder();
    const first = recorder.record(anAnswer('a'));
    const others = ['b', 'c'].map((id) => recorder.record(anAnswer(id)));
    await eventually(() => writings.length === 1);
    writings[0]?.ended.resolve([]);
    await first;
    await eventually(() => writings.length === 2);
    writings[1]?.ended.resolve([]);
    await Promise.all(others);
    expect(writings.map(({ of }) => of)).toEqual([['a'], ['b', 'c']]);
  });

  it('that could not be recorded are told of, and keep nobody else from being recorded', async () => {
    const { recorder, writings } = aRecorder();
    const failed = recorder.record(anAnswer('a'));
    const next = recorder.record(anAnswer('b'));
    await eventually(() => writings.length === 1);
    writings[0]?.ended.reject(new Error('the database is away'));
    await expect(failed).rejects.toThrow('away');
    await eventually(() => writings.length === 2);
    writings[1]?.ended.resolve([]);
    await next;
    const later = recorder.record(anAnswer('c'));
    await eventually(() => writings.length === 3);
    writings[2]?.ended.resolve([]);
    await later;
    expect(writings.map(({ of }) => of)).toEqual([['a'], ['b'], ['c']]);
  });
});
