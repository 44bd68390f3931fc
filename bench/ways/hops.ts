/** One of the five services of a baseline: what it takes, and what it tells the next. */
export type Hop = {
  readonly name: string;
  readonly takes: string;
  /** Which keys of that exchange. */
  readonly key: string;
  readonly tells: string;
  /** Begins the keys of what it tells; the agency follows. */
  readonly fact: string;
  readonly calls?: 'debtor system';
};

export const hops: readonly Hop[] = [
  {
    name: 'claim-intake',
    takes: 'library.balances',
    key: 'balance.created.#',
    tells: 'claims',
    fact: 'claim.registered',
  },
  {
    name: 'verification',
    takes: 'claims',
    key: 'claim.registered.#',
    tells: 'claims',
    fact: 'claim.released',
  },
  {
    name: 'receivable-mapper',
    takes: 'claims',
    key: 'claim.released.#',
    tells: 'receivables',
    fact: 'receivable.raised',
  },
  {
    name: 'serviceplatform-gateway',
    takes: 'receivables',
    key: 'receivable.raised.#',
    tells: 'receivables',
    fact: 'receivable.accepted',
    calls: 'debtor system',
  },
  {
    name: 'payment-reconciliation',
    takes: 'receivables',
    key: 'receivable.accepted.#',
    tells: 'library.updates',
    fact: 'balance.transfer-changed',
  },
];

export type HopEnvironment = {
  readonly hop: Hop;
  readonly amqpUrl: string;
  readonly databaseUrl: string;
  /** The debtor systems' addresses, by product. */
  readonly endpoints: Readonly<Record<string, string>>;
};

/** @throws Error when a variable is missing */
export function readHopEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): HopEnvironment {
  const of = (name: string): string => {
    const value = env[name];
    if (value === undefined) throw new Error(`${name} is missing.`);
    return value;
  };
  const hop = hops.find(({ name }) => name === of('BENCH_HOP'));
  if (hop === undefined) throw new Error('BENCH_HOP names no hop.');
  return {
    hop,
    amqpUrl: of('AMQP_URL'),
    databaseUrl: of('DATABASE_URL'),
    endpoints: JSON.parse(of('DEBTOR_SYSTEMS')) as Record<string, string>,
  };
}

/** What the library hears at the end: the event that ours tells it of an accepted charge. */
export function acceptedEvent(agencyId: string, feeId: string): object {
  const at = new Date().toISOString();
  return {
    specversion: '1.0',
    source: `/payment-reconciliation/${agencyId}`,
    id: `balance/${feeId}/1`,
    sequence: '1',
    type: 'dk.debitorbro.balance.transfer-changed.v1',
    subject: feeId,
    time: at,
    datacontenttype: 'application/json',
    data: { agencyId, feeId, transfer: 'accepted', at },
  };
}
