import { type Dispatcher, Pool } from 'undici';

/** What we show over TLS, and whom we believe, in PEM. */
export type Shown = { readonly cert: string; readonly key: string; readonly ca?: string };

export type ConnectionLimits = {
  readonly timeoutMs: number;
  readonly bodyMaxBytes: number;
  readonly connectionsPerLaneMax: number;
};

type Opened = { readonly pool: Pool; readonly keyPair: Shown | undefined };

/** How long an idle connection is kept. */
const keepAliveMs = 30_000;

/**
 * Understands which connections lead to which lane. Two lanes never share one, even at the same address, so that one
 * municipality's slow answers can't use up another's connections (R55). With another certificate new ones are made; calls
 * under way on the former ones end as they would have.
 */
export class LaneConnections {
  private readonly opened = new Map<string, Opened>();
  private readonly leaving = new Set<Pool>();

  constructor(
    private readonly limits: ConnectionLimits,
    private readonly keyPair: () => Shown | undefined,
  ) {}

  /** @param lane tells one from another: the municipality's code */
  to(lane: string, endpoint: string): Dispatcher {
    const { origin } = new URL(endpoint);
    const key = `${lane} ${origin}`;
    const keyPair = this.keyPair();
    const known = this.opened.get(key);
    if (known !== undefined && known.keyPair === keyPair) return known.pool;
    if (known !== undefined) this.letGo(known.pool);
    const pool = new Pool(origin, this.optionsWith(keyPair));
    this.opened.set(key, { pool, keyPair });
    return pool;
  }

  /** Cuts every connection. What is under way ends as an unknown outcome. */
  async close(): Promise<void> {
    const pools = [...[...this.opened.values()].map(({ pool }) => pool), ...this.leaving];
    this.opened.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private letGo(pool: Pool): void {
    this.leaving.add(pool);
    const gone = (): void => {
      this.leaving.delete(pool);
    };
    pool.close().then(gone, gone);
  }

  private optionsWith(keyPair: Shown | undefined): Pool.Options {
    const { timeoutMs, connectionsPerLaneMax, bodyMaxBytes } = this.limits;
    return {
      connections: connectionsPerLaneMax,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: bodyMaxBytes,
      connect: { ...tlsWith(keyPair), timeout: timeoutMs },
    };
  }
}

/** Resumed sessions would keep a former certificate alive, so there are none. */
function tlsWith(keyPair: Shown | undefined): object {
  if (keyPair === undefined) return {};
  const { cert, key, ca } = keyPair;
  return {
    cert,
    key,
    ...(ca !== undefined && { ca }),
    minVersion: 'TLSv1.2',
    maxCachedSessions: 0,
  };
}
