import { BytesFromEnv, DurationFromEnv, FromEnv, SecretFromEnv, Secret } from '@libs/config';
import type { EngineOptions } from '../engine.js';
import type { OverhearingParts } from '../broker/overhearing.js';
import { connectionOptionsOf, defaultLimits, type TransportLimits } from '../settings.js';

/** Where the broker is, and how much the transport takes at a time. */
export class BrokerSettings {
  @SecretFromEnv('AMQP_URL', {
    what: 'RabbitMQ, with the virtual host as path',
    protocols: ['amqp', 'amqps'],
  })
  readonly url!: Secret;

  @SecretFromEnv('AMQP_MANAGEMENT_URL', {
    what: "RabbitMQ's management, with name and password: feature flags and policies are checked at the start",
    protocols: ['http', 'https'],
    optional: true,
  })
  readonly managementUrl?: Secret;

  @FromEnv('AMQP_BATCH_MAX', {
    what: 'Deliveries of one batch, at most',
    default: defaultLimits.consumer.batchMax,
    min: 1,
    max: 5_000,
  })
  readonly batchMax!: number;

  @FromEnv('AMQP_BATCHES_IN_FLIGHT_MAX', {
    what: 'Batches of one queue decided at the same time',
    default: defaultLimits.consumer.batchesInFlightMax,
    min: 1,
    max: 8,
  })
  readonly batchesInFlightMax!: number;

  @FromEnv('AMQP_PREFETCH', {
    what: 'Unacknowledged deliveries of one queue, at most',
    default: defaultLimits.consumer.prefetch,
    min: 1,
    max: 20_000,
  })
  readonly prefetch!: number;

  @BytesFromEnv('AMQP_BATCH_MAX_BYTES', {
    what: 'Bodies of one batch, at most; a single larger message is a batch by itself',
    default: defaultLimits.consumer.batchBytesMax,
    min: 65_536,
    max: 1_073_741_824,
  })
  readonly batchMaxBytes!: number;

  @BytesFromEnv('AMQP_WAITING_MAX_BYTES', {
    what: 'Bodies waiting unparsed, per queue; above, the socket is not read',
    default: defaultLimits.consumer.waitingBytesMax,
    min: 1_048_576,
    max: 1_073_741_824,
  })
  readonly waitingMaxBytes!: number;

  @BytesFromEnv('AMQP_BODY_MAX_BYTES', {
    what: 'A larger message is parked unread',
    default: defaultLimits.bodyBytesMax,
    min: 1_024,
    max: 134_217_728,
  })
  readonly bodyMaxBytes!: number;

  @FromEnv('AMQP_ATTEMPTS_MAX', {
    what: 'A message that has failed this often is parked',
    default: defaultLimits.failing.attemptsMax,
    min: 1,
    max: 100,
  })
  readonly attemptsMax!: number;

  @DurationFromEnv('AMQP_DRAIN_TIMEOUT_MS', {
    what: 'Batches under way may take this long to end when the service stops',
    default: defaultLimits.drainMsMax,
    min: 100,
    max: 600_000,
  })
  readonly drainTimeoutMs!: number;
}

/** What the settings say of the engine's broker. */
export function brokerOptionsOf(
  settings: BrokerSettings,
): Pick<EngineOptions, 'amqpUrl' | 'managementUrl' | 'limits'> {
  return {
    amqpUrl: settings.url.expose(),
    managementUrl: settings.managementUrl?.expose(),
    limits: limitsOf(settings),
  };
}

/** @param name of the connection, as RabbitMQ's management shows it */
export function overhearingOf(
  name: string,
  settings: BrokerSettings,
): Pick<OverhearingParts, 'connection' | 'bodyBytesMax'> {
  const limits = limitsOf(settings);
  return {
    connection: connectionOptionsOf(settings.url.expose(), name, limits),
    bodyBytesMax: limits.bodyBytesMax,
  };
}

function limitsOf(settings: BrokerSettings): TransportLimits {
  const {
    batchMax,
    batchesInFlightMax,
    prefetch,
    batchMaxBytes,
    waitingMaxBytes,
    bodyMaxBytes,
    attemptsMax,
    drainTimeoutMs,
  } = settings;
  return {
    ...defaultLimits,
    consumer: {
      ...defaultLimits.consumer,
      batchMax,
      batchesInFlightMax,
      prefetch,
      batchBytesMax: batchMaxBytes,
      waitingBytesMax: waitingMaxBytes,
    },
    failing: { ...defaultLimits.failing, attemptsMax },
    bodyBytesMax: bodyMaxBytes,
    drainMsMax: drainTimeoutMs,
  };
}
