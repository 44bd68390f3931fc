import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Interruption } from './interruption.js';

let now = 0;
const force = jest.fn();

function listening(): { readonly own: EventEmitter; readonly interruption: Interruption } {
  const own = new EventEmitter();
  return { own, interruption: new Interruption(force, () => now).listen(own) };
}

beforeEach(() => {
  now = 0;
  force.mockClear();
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('an interruption', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('is asked for by %s', async (signal) => {
    const { own, interruption } = listening();
    own.emit(signal);
    expect(await interruption.asked).toBe('asked');
    expect(force).not.toHaveBeenCalled();
  });

  it('takes the signal that npm hands on for the one that the terminal has sent', () => {
    const { own } = listening();
    own.emit('SIGINT');
    now = 900;
    own.emit('SIGINT');
    expect(force).not.toHaveBeenCalled();
  });

  it('ends at once at a second signal', () => {
    const { own } = listening();
    own.emit('SIGINT');
    now = 1_001;
    own.emit('SIGTERM');
    expect(force).toHaveBeenCalledTimes(1);
  });

  it('is asked for when the process that has started us is gone', async () => {
    const { interruption } = listening();
    let parent = 4711;
    interruption.listenToParent(() => parent);
    let asked = false;
    void interruption.asked.then(() => {
      asked = true;
    });
    await jest.advanceTimersByTimeAsync(5_000);
    expect(asked).toBe(false);
    parent = 1;
    await jest.advanceTimersByTimeAsync(500);
    expect(asked).toBe(true);
    now = 60_000;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(force).not.toHaveBeenCalled();
  });
});
