import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('returns what came after failures and refusals', async () => {
    let tries = 0;
    const attempt = (): string | false => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
      return tries < 4 ? false : 'came';
    };
    expect(await eventually(attempt, { everyMs: 1 })).toBe('came');
    expect(tries).toBe(4);
  });

  it('fails with the last failure when the time is over', async () => {
    let tries = 0;
    const attempt = (): never => {
      tries += 1;
      throw new Error(`try ${String(tries)}`);
    };
    await expect(eventually(attempt, { withinMs: 30, everyMs: 5 })).rejects.toThrow(/^try [2-9]$/);
    await expect(eventually(() => false, { withinMs: 5 })).rejects.toThrow(
      'still false after 5 ms',
    );
  });
});
