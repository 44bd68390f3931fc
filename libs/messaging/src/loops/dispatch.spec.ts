import { describe, expect, it } from '@jest/globals';
import type { Database } from '@libs/persistence';
import { eventually } from '@libs/testing';
import type { Publisher } from '../broker/publisher.js';
import type { OutgoingMessage } from '../door/outbox.js';
import { Dispatch } from './dispatch.js';

const message = (id: string): OutgoingMessage => ({
  ...{ id, exchange: 'claims', routingKey: 'claim.registered', body: '{}' },
});

/** The broker has all but those named `lost`. */
const publisher = {
  publish: (messages: readonly OutgoingMessage[]) =>
    Promise.resolve(messages.map(({ id }) => id).filter((id) => !id.startsWith('lost'))),
} as Publisher;

function aDispatch(failing = 0): {
  readonly dispatch: Dispatch;
  readonly forgotten: string[][];
  readonly failures: unknown[];
} {
  const forgotten: string[][] = [];
  const failures: unknown[] = [];
  let failuresLeft = failing;
  const query: Database['query'] = (_sql, parameters) => {
    failuresLeft -= 1;
    if (failuresLeft >= 0) return Promise.reject(new Error('away'));
    forgotten.push(parameters?.[0] as string[]);
    return Promise.resolve([]);
  };
  const onFailed = (error: unknown): unknown => failures.push(error);
  const parts = { forgetAfterMs: 20, onFailed };
  return { dispatch: new Dispatch(publisher, { query } as Database, parts), forgotten, failures };
}

describe('what has been announced', () => {
  it('is forgotten later and together, as far as the broker has it for good', async () => {
    const { dispatch, forgotten } = aDispatch();
    expect(await dispatch.publish(['a', 'lost b'].map(message))).toBe(1);
    expect(await dispatch.publish(['c', 'd'].map(message))).toBe(2);
    expect(forgotten).toEqual([]);
    await dispatch.stop();
    expect(forgotten).toEqual([['a', 'c', 'd']]);
  });

  it('and not forgotten, since the database was away, is told of; what comes after it is forgotten', async () => {
    const { dispatch, forgotten, failures } = aDispatch(1);
    await dispatch.publish([message('a')]);
    await eventually(() => failures.length === 1);
    await dispatch.publish([message('b')]);
    await dispatch.stop();
    expect(forgotten).toEqual([['b']]);
  });

  it('is not looked for in the table when nothing was published', async () => {
    const { dispatch, forgotten } = aDispatch();
    expect(await dispatch.publish([])).toBe(0);
    expect(await dispatch.publish([message('lost')])).toBe(0);
    await dispatch.stop();
    expect(forgotten).toEqual([]);
  });
});
