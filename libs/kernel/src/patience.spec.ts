import { describe, expect, it } from '@jest/globals';
import { Patience } from './patience.js';

const limits = { patienceMs: 10_000, firstPauseMs: 1, pauseMsMax: 4 };
const away = new Error('nobody listens');

class FailingServer {
  calls = 0;
  constructor(private readonly failures: readonly Error[]) {}

  readonly answer = (): Promise<string> => {
    const failure = this.failures[this.calls];
    this.calls += 1;
    return failure === undefined ? Promise.resolve('there') : Promise.reject(failure);
  };
}

const waitedFor = { server: 'PostgreSQL', isAway: (error: unknown): boolean => error === away };

describe('patience with a server that is away', () => {
  it('tries again until it is there, and tells of every try', async () => {
    const told: unknown[] = [];
    const patience = new Patience(limits, (server, error) => told.push([server, error]));
    const server = new FailingServer([away, away, away]);
    expect(await patience.until(waitedFor, server.answer)).toBe('there');
    expect(told).toEqual(Array.from({ length: 3 }, () => ['PostgreSQL', away]));
  });

  it('has none with what waiting does not mend', async () => {
    const patience = new Patience(limits, () => undefined);
    const server = new FailingServer([away, new Error('wrong password')]);
    await expect(patience.until(waitedFor, server.answer)).rejects.toThrow('wrong password');
    expect(server.calls).toBe(2);
  });

  it('ends, with the last reason', async () => {
    const patience = new Patience({ ...limits, patienceMs: 20 }, () => undefined);
    const server = new FailingServer(Array.from({ length: 1_000 }, () => away));
    await expect(patience.until(waitedFor, server.answer)).rejects.toBe(away);
    expect(server.calls).toBeGreaterThan(1);
  });

  it('of no length tries once', async () => {
    const patience = new Patience({ ...limits, patienceMs: 0 }, () => undefined);
    const server = new FailingServer([away]);
    await expect(patience.until(waitedFor, server.answer)).rejects.toBe(away);
    expect(server.calls).toBe(1);
  });
});
