import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from './environment.js';

const whole = { HTTP_HOST: '127.0.0.1', AMQP_URL: 'amqp://127.0.0.1', OPERATOR_SECRET: 'hush' };

describe('the environment of the simulators', () => {
  it('has defaults for audience and seed', () => {
    expect(readEnvironment(whole)).toEqual({
      host: '127.0.0.1',
      amqpUrl: 'amqp://127.0.0.1',
      operatorSecret: 'hush',
      audience: 'debitorbro',
      seed: 1,
    });
    expect(
      readEnvironment({ ...whole, SIMULATORS_SEED: '7', OIDC_AUDIENCE: 'other' }),
    ).toMatchObject({ seed: 7, audience: 'other' });
    expect(readEnvironment({ ...whole, SIMULATORS_SEED: '' })).toMatchObject({ seed: 1 });
  });

  it('tells every fault at once', () => {
    expect(() => readEnvironment({ AMQP_URL: 'http://hush', SIMULATORS_SEED: '-1' })).toThrow(
      /HTTP_HOST[^]*AMQP_URL[^]*OPERATOR_SECRET[^]*SIMULATORS_SEED/,
    );
    expect(() => readEnvironment({ AMQP_URL: 'http://hush' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hush') }),
    );
  });

  it.each(['x', '1.5', '4294967296'])('refuses %j as a seed', (seed) => {
    expect(() => readEnvironment({ ...whole, SIMULATORS_SEED: seed })).toThrow('SIMULATORS_SEED');
  });
});
