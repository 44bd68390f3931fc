import { waitForQuiet } from '../../../deploy/local/day/wait-for-quiet.js';
import type { HeardBook } from '../library/heard-book.js';
import type { Payer } from '../library/payer.js';
import { places } from '../story/story.js';
import type { Debtors } from '../system/debtors.js';
import type { Left, LookInside, ServiceName } from '../system/look-inside.js';
import type { Finding } from './findings.js';
import { leftFindings } from './proof.js';

export type RestParts = {
  readonly payer: Pick<Payer, 'left'>;
  readonly debtors: Pick<Debtors, 'pending'>;
  readonly look: Pick<LookInside, 'left' | 'queued'>;
  readonly book: Pick<HeardBook, 'heardCount'>;
};

type Moving = {
  /** Nothing while the broker can't tell. */
  readonly queued: number | undefined;
  /** Not taken by the gateway yet, or refused by it. */
  readonly reports: number;
  readonly unpaid: number;
  readonly heard: number;
  readonly left: readonly (readonly [ServiceName, Left])[];
  /** All that is under way. */
  readonly moving: number;
};

/** What can't be counted is not at rest. */
const uncounted = 1;
const unseen: Moving = {
  ...{ queued: undefined, reports: 0, unpaid: 0, heard: 0, left: [], moving: uncounted },
};

export type Patience = {
  readonly lookEveryMs: number;
  /** At rest, and unchanged for so long. */
  readonly quietMs: number;
  /** What still is under way after so long without any change is left over. */
  readonly stuckMs: number;
  /** What changes for ever does not come to rest. */
  readonly withinMs: number;
};

/** The broker counts its messages every five seconds. */
export const usualLooks = {
  lookEveryMs: 2_000,
  quietMs: 6_500,
  withinMs: 2 * 60 * 60_000,
} as const;
const tellEveryMs = 5_000;

/** Understands when nothing moves any more, anywhere, and what is left over then. */
export class Rest {
  private last = unseen;
  /** Why the last look failed. What is not known is not at rest; nor is it a change. */
  private blind: string | undefined;
  private blindAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: RestParts) {}

  async come(how: {
    readonly patience: Patience;
    readonly planted: number;
    readonly tell: (text: string) => void;
  }): Promise<readonly Finding[]> {
    const { lookEveryMs, quietMs, stuckMs, withinMs } = how.patience;
    const isSeen = (): boolean =>
      this.blind === undefined && performance.now() - this.blindAt > quietMs;
    let toldAt = 0;
    const { state, done } = await waitForQuiet({
      look: () => this.look(),
      isDone: ({ moving }) => moving === 0 && isSeen(),
      show: ({ moving }) => {
        if (performance.now() - toldAt < tellEveryMs) return;
        toldAt = performance.now();
        const because = this.blind === undefined ? '' : ` · the last look failed: ${this.blind}`;
        how.tell(`quiet      ${String(moving)} under way${because}`);
      },
      ...{ everyMs: lookEveryMs, quietMs, stuckMs, withinMs },
    });
    return [
      ...leftFindings(new Map(state.left), state.queued, how.planted),
      ...unheard(state),
      ...(done ? [] : this.restless(state)),
    ];
  }

  private async look(): Promise<Moving> {
    try {
      this.last = await this.now();
      this.blind = undefined;
    } catch (error) {
      this.blind = error instanceof Error ? error.message : String(error);
      this.blindAt = performance.now();
    }
    return this.last;
  }

  private async now(): Promise<Moving> {
    const { payer, debtors, look, book } = this.parts;
    const left = await look.left();
    const queued = await look.queued();
    let reports = 0;
    for (let place = 0; place < places; place += 1) {
      const { pendingReports, rejectedReports } = await debtors.pending(place);
      reports += pendingReports + rejectedReports;
    }
    const waiting = [...left.values()].reduce(
      (sum, { outbox, setAside, deliveries }) => sum + outbox + setAside + deliveries,
      0,
    );
    return {
      ...{ queued, reports, unpaid: payer.left, heard: book.heardCount, left: [...left] },
      moving: waiting + (queued ?? uncounted) + reports + payer.left,
    };
  }

  private restless({ moving }: Moving): readonly Finding[] {
    const because = this.blind === undefined ? '' : `; the last look failed: ${this.blind}`;
    const text = `it never came to rest: ${String(moving)} under way${because}`;
    return [{ kind: 'lost', feeId: undefined, text }];
  }
}

function unheard({ unpaid, reports }: Moving): readonly Finding[] {
  if (unpaid + reports === 0) return [];
  const text = `${String(unpaid)} balances could not be paid, ${String(reports)} reports were not taken`;
  return [{ kind: 'lost', feeId: undefined, text }];
}
