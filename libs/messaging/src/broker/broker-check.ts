import { PermanentFailure } from '@libs/kernel';

const oldest = [3, 10] as const;

/** What the transport relies on, by the names that a broker tells at the handshake. */
const neededCapabilities = {
  publisher_confirms: 'confirms what it has stored',
  'basic.nack': 'takes back what could not be handled',
  consumer_cancel_notify: 'tells consumers that their queue is gone',
  'connection.blocked': 'tells publishers that it can take nothing more',
} as const;

/**
 * Refuses to start against a broker that can't keep what we promise, as far as its handshake tells. Source: RabbitMQ's release
 * notes; quorum queues' at-least-once dead-lettering came with 3.10.
 * @throws PermanentFailure `broker.unknown`, `broker.too-old` or `broker.incapable`
 */
export function checkBroker(properties: object): void {
  const { product, version, capabilities } = properties as Readonly<Record<string, unknown>>;
  if (product !== 'RabbitMQ' || typeof version !== 'string') {
    throw new PermanentFailure(
      'broker.unknown',
      'AMQP_URL must lead to RabbitMQ 3.10 or later: what answers there is no RabbitMQ.',
    );
  }
  if (!isNewEnough(version)) {
    throw new PermanentFailure(
      'broker.too-old',
      `AMQP_URL leads to RabbitMQ ${version}: 3.10 or later is needed.`,
    );
  }
  const lacking = lackingOf(capabilities);
  if (lacking.length > 0) {
    throw new PermanentFailure(
      'broker.incapable',
      `The broker at AMQP_URL does not offer ${lacking.join(', ')}: lead AMQP_URL to RabbitMQ itself, not to something between.`,
    );
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

function lackingOf(capabilities: unknown): string[] {
  const can = (capabilities ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(neededCapabilities)
    .filter(([name]) => can[name] !== true)
    .map(([name, what]) => `"${name}" (it ${what})`);
}

/**
 * What a refused declaration means. The broker's own words name exchange, queue and property; they hold nothing of a message.
 * @returns a PermanentFailure that says what to do, where that is known; otherwise the error as it came
 */
export function declarationFailure(error: unknown, name: string): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const words = typeof message === 'string' ? message : '';
  if (code === 406 && words.includes('feature flag'))
    return new PermanentFailure(
      'broker.flag-disabled',
      `"${name}" can't be declared: enable what the broker names (rabbitmqctl enable_feature_flag all). ${words}`,
    );
  if (code === 406)
    return new PermanentFailure(
      'broker.declared-otherwise',
      `"${name}" is there with other properties than ours (exchanges: durable, topic; queues: durable, x-queue-type quorum). Empty and delete it, then start again. ${words}`,
    );
  if (code === 403)
    return new PermanentFailure(
      'broker.not-allowed',
      `The user of AMQP_URL may not declare "${name}": let it configure, write and read in this virtual host. ${words}`,
    );
  return error;
}
