import { describe, expect, it } from '@jest/globals';
import type { Circuit, CircuitSignal } from './circuit.js';
import { allowed, CLOSED, signalled } from './circuit.js';
import { later, NOW } from './delivery.fixture.js';

const POLICY = { failuresMax: 3, pause: { firstMs: 10_000, longestMs: 40_000 } };

const failed = (at = NOW): CircuitSignal => ({ kind: 'failed', now: at, jitter: 0 });
const pingFailed = (at = NOW): CircuitSignal => ({ kind: 'ping-failed', now: at, jitter: 0 });
const passed = (seconds: number): CircuitSignal => ({ kind: 'time-passed', now: later(seconds) });
const answered: CircuitSignal = { kind: 'answered' };
const pingAnswered: CircuitSignal = { kind: 'ping-answered' };

const after = (...signals: readonly CircuitSignal[]): Circuit =>
  signals.reduce((circuit, signal) => signalled(circuit, signal, POLICY), CLOSED);
const down = [failed(), failed(), failed()];

/** How long a lane stays closed to messages, in seconds from the start. */
function openUntil(circuit: Circuit): number | undefined {
  return circuit.kind === 'open' ? circuit.until.since(NOW).total('seconds') : undefined;
}

describe('a lane', () => {
  it('R55 carries messages while they are answered', () => {
    expect(allowed(after(failed(), failed(), answered, failed(), failed()))).toBe('messages');
  });

  it('R55 pauses after so many failures in a row', () => {
    expect(allowed(after(failed(), failed()))).toBe('messages');
    expect(allowed(after(...down))).toBe('nothing');
  });

  it('R55 tells since when it is paused, also after a Ping that failed', () => {
    const paused = after(failed(), failed(), failed(later(2)), passed(60), pingFailed(later(61)));

    expect(paused.kind === 'open' && paused.since.equals(later(2))).toBe(true);
  });

  it('R55 asks by a Ping when its pause is over, and not before', () => {
    expect(openUntil(after(...down))).toBe(5);
    expect(allowed(after(...down, passed(4)))).toBe('nothing');
    expect(allowed(after(...down, passed(5)))).toBe('ping');
  });

  it('R55 carries messages again once the Ping is answered, with a clean sheet once a message is', () => {
    const back = [...down, passed(5), pingAnswered];

    expect(allowed(after(...back))).toBe('messages');
    expect(after(...back, answered)).toEqual(CLOSED);
  });

  it('R55 pauses longer at the first failure if only Pings are answered', () => {
    const again = after(...down, passed(5), pingAnswered, failed(later(5)));

    expect(openUntil(again)).toBe(15);
    expect(allowed(signalled(again, passed(15), POLICY))).toBe('ping');
  });

  it('R55 pauses at once when a call can not even be begun', () => {
    const hindered = after({ kind: 'hindered', now: NOW, jitter: 0 });

    expect(openUntil(hindered)).toBe(5);
  });

  it('R55 pauses longer each time that the Ping fails, to a limit', () => {
    const twice = [...down, passed(5), pingFailed(later(5))];
    const thrice = [...twice, passed(15), pingFailed(later(15))];
    const often = [...thrice, passed(35), pingFailed(later(35))];

    expect([twice, thrice, often].map((signals) => openUntil(after(...signals)))).toEqual([
      15, 35, 55,
    ]);
  });

  it('R55 is not moved by what was under way when it paused', () => {
    const paused = after(...down);
    const asking = after(...down, passed(5));

    expect(signalled(paused, answered, POLICY)).toBe(paused);
    expect(signalled(paused, failed(later(1)), POLICY)).toBe(paused);
    expect(signalled(asking, failed(later(6)), POLICY)).toBe(asking);
    expect(signalled(asking, answered, POLICY)).toBe(asking);
    expect(signalled(asking, passed(9), POLICY)).toBe(asking);
  });

  it('R55 that is in use is not moved by time or a stray Ping', () => {
    const used = after(failed());

    expect(signalled(used, passed(9), POLICY)).toBe(used);
    expect(signalled(used, pingFailed(), POLICY)).toBe(used);
    expect(signalled(used, pingAnswered, POLICY)).toBe(used);
  });
});
