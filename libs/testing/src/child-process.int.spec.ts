import { describe, expect, it } from '@jest/globals';
import { aChildProcess } from './index.js';

describe('a child process', () => {
  it('tells where it listens, and ends when asked', async () => {
    const env = {
      HTTP_HOST: '127.0.0.1',
      AMQP_URL: process.env['TEST_AMQP_URL'] ?? '',
      OPERATOR_SECRET: 'only here',
    };
    const child = aChildProcess({ entry: 'simulators/main.js', env });
    expect(Object.keys(await child.listening)).toContain('kmd-opus');
    expect(await child.stop()).toEqual({ code: 0, signal: null });
  });

  it('fails with its output when it ends before it listens', async () => {
    const child = aChildProcess({ entry: 'simulators/main.js', env: {} });
    await expect(child.listening).rejects.toThrow(/before it listened:[^]*OPERATOR_SECRET/);
    expect((await child.ended).code).not.toBe(0);
  });
});
