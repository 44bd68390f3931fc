import pg from 'pg';
import { eventKinds } from '@libs/contracts';
import type { Place } from '@libs/testing';
import type { LibraryEvent } from '../journeys/street/events.fixture.js';
import { houseNames, type House } from '../journeys/street/houses.fixture.js';

/** Who must have applied all that another has announced. */
const hearers: readonly (readonly [House, string, readonly House[]])[] = [
  ['claim-intake', 'balance', ['verification', 'payment-reconciliation']],
  [
    'claim-intake',
    'agreement',
    ['verification', 'receivable-mapper', 'serviceplatform-gateway', 'payment-reconciliation'],
  ],
  ['verification', 'balance', ['receivable-mapper', 'payment-reconciliation']],
  ['receivable-mapper', 'receivable', ['serviceplatform-gateway', 'payment-reconciliation']],
  ['serviceplatform-gateway', 'receivable', ['payment-reconciliation']],
  ['payment-reconciliation', 'receivable', ['verification']],
];

/** What each service still has to do of its own, beside its messages. */
const chores: Readonly<Record<House, string>> = {
  'claim-intake': `(SELECT count(*) FROM patron_job) + (SELECT count(*) FROM sweep_job WHERE ended_at IS NULL)`,
  verification: `(SELECT count(*) FROM claim JOIN (SELECT agency_id, max(version) AS newest FROM agreement_version GROUP BY agency_id) AS agreed USING (agency_id)
    WHERE (standing IN ('awaiting-verification', 'held') OR tasks <> '{}') AND weighed_by < newest)`,
  'receivable-mapper': '0',
  'serviceplatform-gateway': `(SELECT count(*) FROM delivery WHERE state IN ('waiting', 'attempting', 'unknown-outcome'))`,
  'payment-reconciliation': '0',
};

type Look = {
  readonly unpublished: number;
  readonly setAside: number;
  readonly chores: number;
  readonly inbox: number;
  /** Numbers applied, or announced, by `<service>/<kind>`. */
  readonly numbers: ReadonlyMap<string, number>;
};

/**
 * Understands when nothing is under way any more: every number that was announced has been applied by all who hear it, and
 * nobody has anything left to do. It reads the services' tables, because a moment of silence would prove nothing.
 */
export class Traffic {
  private readonly toldIds = new Set<string>();
  private payments = 0;

  private constructor(private readonly pools: ReadonlyMap<House, pg.Pool>) {}

  static async watch(place: Place): Promise<Traffic> {
    const pools = await Promise.all(
      houseNames.map(async (service) => {
        const connectionString = await place.databaseUrl(service);
        return [service, new pg.Pool({ connectionString, max: 1 })] as const;
      }),
    );
    return new Traffic(new Map(pools));
  }

  tell({ source, id }: LibraryEvent): void {
    this.toldIds.add(`${source} ${id}`);
  }

  paid(): void {
    this.payments += 1;
  }

  async isOver(): Promise<boolean> {
    const looks = new Map<House, Look>();
    for (const [service, pool] of this.pools) looks.set(service, await look(service, pool));
    const idle = [...looks.values()].every(
      ({ unpublished, setAside, chores: left }) => unpublished + setAside + left === 0,
    );
    return idle && this.allHeard(looks);
  }

  /** What was given up, by service: why, and how often. */
  async parked(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [service, pool] of this.pools) {
      const { rows } = await pool.query<Record<'type' | 'why' | 'times', string>>(
        `SELECT type, reason_code || ' ' || reason_text AS why, count(*) AS times FROM messaging.set_aside WHERE state = 'parked' GROUP BY 1, 2`,
      );
      found.push(...rows.map(({ type, why, times }) => `${service}: ${times} ${type}: ${why}`));
    }
    return found;
  }

  async end(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
  }

  private allHeard(looks: ReadonlyMap<House, Look>): boolean {
    const numbersOf = (service: House, of: string): number =>
      looks.get(service)?.numbers.get(of) ?? 0;
    const library =
      numbersOf('claim-intake', 'library/balance') + numbersOf('claim-intake', 'library/patron');
    return (
      library === this.toldIds.size &&
      looks.get('payment-reconciliation')?.inbox === this.payments &&
      hearers.every(([speaker, kind, all]) =>
        all.every(
          (hearer) =>
            numbersOf(hearer, `${speaker}/${kind}`) === numbersOf(speaker, `${speaker}/${kind}`),
        ),
      )
    );
  }
}

async function look(service: House, pool: pg.Pool): Promise<Look> {
  const { rows } = await pool.query<
    Record<'unpublished' | 'setAside' | 'chores' | 'inbox', string>
  >(
    `SELECT (SELECT count(*) FROM messaging.outbox) AS "unpublished",
       (SELECT count(*) FROM messaging.set_aside WHERE state <> 'parked') AS "setAside",
       ${chores[service]} AS "chores", (SELECT count(*) FROM messaging.inbox) AS "inbox"`,
  );
  const positions = await pool.query<{ speaker: string; kind: number; numbers: string }>(
    `SELECT split_part(source, '/', 2) AS speaker, kind, sum(next - 1) AS numbers
     FROM messaging.position JOIN messaging.subject ON subject.id = subject_id GROUP BY 1, 2`,
  );
  const [row] = rows;
  return {
    unpublished: Number(row?.unpublished),
    setAside: Number(row?.setAside),
    chores: Number(row?.chores),
    inbox: Number(row?.inbox),
    numbers: new Map(
      positions.rows.map(({ speaker, kind, numbers }) => [
        `${speaker}/${eventKinds[kind] ?? ''}`,
        Number(numbers),
      ]),
    ),
  };
}
