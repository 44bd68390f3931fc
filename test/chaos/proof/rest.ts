import { waitForQuiet } from '../../../deploy/local/day/wait-for-quiet.js';
import type { HeardBook } from '../library/heard-book.js';
import type { Payer } from '../library/payer.js';
import { places } from '../story/story.js';
import type { Debtors } from '../system/debtors.js';
import type { Left, LookInside, ServiceName } from '../system/look-inside.js';
import type { Finding } from './findings.js';
import { leftFindings } from './proof.js';

export type RestParts = {
  readonly payer: Payer;
  readonly debtors: Debtors;
  readonly look: LookInside;
  readonly book: HeardBook;
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

const tellEveryMs = 5_000;
const lookEveryMs = 500;
/** The broker counts its messages every five seconds. */
const quietMs = 6_500;
/** What can't be counted is not at rest. */
const uncounted = 1;

/** Understands when nothing moves any more, anywhere, and what is left over then. */
export class Rest {
  constructor(private readonly parts: RestParts) {}

  /** @param how after `stuckMs` without any change what still is under way is left over */
  async come(how: {
    readonly stuckMs: number;
    readonly planted: number;
    readonly tell: (text: string) => void;
  }): Promise<readonly Finding[]> {
    let toldAt = 0;
    const { state } = await waitForQuiet({
      look: () => this.now(),
      isDone: ({ moving }) => moving === 0,
      show: ({ moving }) => {
        if (performance.now() - toldAt < tellEveryMs) return;
        toldAt = performance.now();
        how.tell(`quiet      ${String(moving)} under way`);
      },
      everyMs: lookEveryMs,
      quietMs,
      stuckMs: how.stuckMs,
    });
    return [...leftFindings(new Map(state.left), state.queued, how.planted), ...unheard(state)];
  }

  private async now(): Promise<Moving> {
    const { payer, debtors, look, book } = this.parts;
    const left = await look.left();
    const queued = await look.queued();
    let reports = 0;
    for (let place = 0; place < places; place += 1) {
      const { pendingReports, rejectedReports } = await debtors.summary(place);
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
}

function unheard({ unpaid, reports }: Moving): readonly Finding[] {
  if (unpaid + reports === 0) return [];
  const text = `${String(unpaid)} balances could not be paid, ${String(reports)} reports were not taken`;
  return [{ kind: 'lost', feeId: undefined, text }];
}
