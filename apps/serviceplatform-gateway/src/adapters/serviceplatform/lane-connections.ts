import { Pool } from 'undici';
import type { Lane } from '../../ports/debtor-system.js';
import type { ClientCertificate } from './security.js';

export type ConnectionLimits = {
  readonly timeoutMs: number;
  readonly bodyMaxBytes: number;
  readonly connectionsPerLaneMax: number;
};

/** How long an idle connection is kept. */
const keepAliveMs = 30_000;

/**
 * Understands which connections lead to which lane. Two lanes never share one, even at the same address, so that one
 * municipality's slow answers can't use up another's connections (R55).
 */
export class LaneConnections {
  private readonly pools = new Map<string, Pool>();

  constructor(
    private readonly limits: ConnectionLimits,
    private readonly certificateOf: (lane: Lane) => ClientCertificate | undefined,
  ) {}

  to(lane: Lane): Pool {
    const { origin } = new URL(lane.endpoint);
    const key = `${lane.municipalityCode} ${origin}`;
    const known = this.pools.get(key);
    if (known !== undefined) return known;
    const pool = new Pool(origin, this.optionsFor(lane));
    this.pools.set(key, pool);
    return pool;
  }

  /** Cuts every connection. What is under way ends as an unknown outcome. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private optionsFor(lane: Lane): Pool.Options {
    const { timeoutMs, connectionsPerLaneMax, bodyMaxBytes } = this.limits;
    return {
      connections: connectionsPerLaneMax,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: bodyMaxBytes,
      connect: { ...this.certificateOf(lane), timeout: timeoutMs },
    };
  }
}
