import { PermanentFailure } from '@libs/kernel';

const oldest = [3, 10] as const;

/** Refuses to start against a broker that can't keep what we promise. Source: RabbitMQ's release notes; quorum queues' at-least-once dead-lettering came with 3.10. */
export function checkBroker(properties: object): void {
  const { product, version } = properties as { product?: unknown; version?: unknown };
  if (product !== 'RabbitMQ' || typeof version !== 'string') {
    throw new PermanentFailure(
      'broker.unknown',
      'AMQP_URL must lead to RabbitMQ 3.10 or later: what answers there is no RabbitMQ.',
    );
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    throw new PermanentFailure(
      'broker.too-old',
      `AMQP_URL leads to RabbitMQ ${version}: 3.10 or later is needed.`,
    );
  }
}
