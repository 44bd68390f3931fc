import type { ConnectionOptions } from './broker/broker-connection.js';
import type { ConsumerLimits } from './broker/consumer.js';
import type { DoorLimits } from './door/door-parts.js';
import type { FailingLimits } from './door/failing.js';
import type { PublisherOptions } from './broker/publisher.js';
import type { RelayLimits } from './loops/relay.js';
import type { SweeperLimits } from './loops/sweeper.js';

/** Every limit of the transport, each with its name. */
export type TransportLimits = {
  readonly consumer: ConsumerLimits;
  readonly publisher: PublisherOptions;
  /** What has been published lies in the outbox for so long. */
  readonly forgetAfterMs: number;
  readonly door: DoorLimits;
  readonly failing: FailingLimits;
  readonly relay: RelayLimits;
  readonly sweeper: SweeperLimits;
  /** A larger body is parked unread. */
  readonly bodyBytesMax: number;
  readonly heartbeatS: number;
  readonly connectTimeoutMs: number;
  readonly firstReconnectMs: number;
  readonly reconnectMsMax: number;
  /** Pause between tries while the database is away: first, and at most. */
  readonly firstOutagePauseMs: number;
  readonly outagePauseMsMax: number;
  /** How long batches under way may take to end when the service stops. */
  readonly drainMsMax: number;
};

export const defaultLimits: TransportLimits = {
  consumer: {
    batchMax: 500,
    batchesInFlightMax: 2,
    prefetch: 2_000,
    batchBytesMax: 4 * 1024 * 1024,
    waitingBytesMax: 16 * 1024 * 1024,
    lingerMs: 3,
    pacing: { minMs: 40, maxMs: 250 },
    rebuildMs: 500,
  },
  publisher: { windowMax: 300, confirmTimeoutMs: 10_000 },
  forgetAfterMs: 50,
  door: { outboxLeaseMs: 30_000, repeatsMax: 20 },
  failing: { attemptsMax: 8, firstRetryMs: 500, retryMsMax: 300_000 },
  relay: { everyMs: 2_000, rowsMax: 500, bytesMax: 4 * 1024 * 1024, leaseMs: 30_000 },
  sweeper: { everyMs: 1_000, rowsMax: 500, bytesMax: 4 * 1024 * 1024 },
  bodyBytesMax: 1024 * 1024,
  heartbeatS: 5,
  connectTimeoutMs: 10_000,
  firstReconnectMs: 100,
  reconnectMsMax: 5_000,
  firstOutagePauseMs: 100,
  outagePauseMsMax: 5_000,
  drainMsMax: 20_000,
};

export function connectionOptionsOf(
  url: string,
  name: string,
  limits: TransportLimits,
): ConnectionOptions {
  const { heartbeatS, connectTimeoutMs, firstReconnectMs, reconnectMsMax } = limits;
  return { url, name, heartbeatS, connectTimeoutMs, firstReconnectMs, reconnectMsMax };
}
