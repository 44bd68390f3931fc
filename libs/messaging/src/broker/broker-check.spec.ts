import { PermanentFailure } from '@libs/kernel';
import { describe, expect, it } from '@jest/globals';
import { checkBroker, declarationFailure } from './broker-check.js';

const rabbit = {
  product: 'RabbitMQ',
  version: '3.10.8',
  capabilities: {
    publisher_confirms: true,
    'basic.nack': true,
    consumer_cancel_notify: true,
    'connection.blocked': true,
  },
};

function refusal(properties: object): PermanentFailure {
  try {
    checkBroker(properties);
  } catch (error) {
    if (error instanceof PermanentFailure) return error;
  }
  throw new Error('It was not refused.');
}

describe('the check of what a broker says of itself', () => {
  it.each(['3.10.0', '3.13.7', '4.0.1', '10.0.0'])('takes RabbitMQ %s', (version) => {
    expect(() => {
      checkBroker({ ...rabbit, version });
    }).not.toThrow();
  });

  it.each(['3.9.29', '2.8.7', 'nightly'])(
    'refuses RabbitMQ %s, naming both versions',
    (version) => {
      const { code, message } = refusal({ ...rabbit, version });
      expect(code).toBe('broker.too-old');
      expect(message).toContain(version);
      expect(message).toContain('3.10 or later');
    },
  );

  it.each([{ product: 'LavinMQ', version: '4.0.0' }, { product: 'RabbitMQ' }, {}])(
    'refuses what is no RabbitMQ: %j',
    (properties) => {
      expect(refusal(properties).code).toBe('broker.unknown');
    },
  );

  it('refuses what lies between and offers less, naming what is lacking', () => {
    const capabilities = { ...rabbit.capabilities, 'basic.nack': false };
    const { code, message } = refusal({ ...rabbit, capabilities });
    expect(code).toBe('broker.incapable');
    expect(message).toContain('"basic.nack" (it takes back what could not be handled)');
    expect(message).not.toContain('publisher_confirms');
    expect(refusal({ ...rabbit, capabilities: undefined }).message).toContain('publisher_confirms');
  });
});

describe('a declaration that the broker refuses', () => {
  const refused = (code: number, message: string): unknown =>
    declarationFailure(Object.assign(new Error(message), { code }), 'verification.claims');

  it.each([
    { code: 406, words: "inequivalent arg 'x-queue-type'", failure: 'broker.declared-otherwise' },
    {
      code: 406,
      words: "feature flag 'quorum_queue' is disabled",
      failure: 'broker.flag-disabled',
    },
    { code: 403, words: 'ACCESS_REFUSED', failure: 'broker.not-allowed' },
  ])('says what to do: $failure', ({ code, words, failure }) => {
    const told = refused(code, words);
    expect(told).toBeInstanceOf(PermanentFailure);
    expect(told).toMatchObject({ code: failure });
    expect((told as Error).message).toContain('"verification.claims"');
    expect((told as Error).message).toContain(words);
  });

  it('stays as it came when it is something else', () => {
    const error = new Error('Channel closed');
    expect(declarationFailure(error, 'x')).toBe(error);
  });
});
