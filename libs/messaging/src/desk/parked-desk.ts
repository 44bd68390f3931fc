import type { Database, Tx } from '@libs/persistence';
import type { Sealer } from '@libs/sealing';
import { placeOfRow, type Reader } from '../work/reader.js';
import { contentShown, textOf, type ShownBody } from './shown-content.js';
import { checkEdit, type EditFault } from './edit-check.js';
import { Gaps, type Gap, type GapsWanted } from './gaps.js';
import { inSameTrace } from './same-trace.js';
import { ParkedAudit, type Act, type AuditEntry, type AuditWanted } from './parked-audit.js';
import {
  ParkedSearch,
  type ParkedGroup,
  type ParkedMessage,
  type ParkedWanted,
} from './parked-search.js';
import { Staging } from './staging.js';

/** Who does something, and why if that is asked for. */
export type Doer = { readonly by: string; readonly why?: string | undefined };

/** How a message stands after somebody asked for something to be done with it. */
export type Staged =
  | { readonly kind: 'staged'; readonly actId: string }
  /** Somebody has sent it to the door already; it is on its way. */
  | { readonly kind: 'under-way'; readonly act: Act['kind'] }
  /** It has been dealt with; `outcome` tells how. */
  | { readonly kind: 'over'; readonly act: Act['kind']; readonly outcome: AuditEntry['outcome'] }
  /** It waits its turn or its next try by itself. */
  | { readonly kind: 'not-parked' }
  | { readonly kind: 'unknown' };

export type Edited = Staged | { readonly kind: 'faulty'; readonly faults: readonly EditFault[] };

export type ParkedDeskParts = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly reader: Reader;
  readonly clock: { nowIso(): string };
  /** Makes a UUID. */
  readonly mint: () => string;
  /** Told when something has been sent to the door. */
  readonly onStaged: () => void;
};

const chunkMax = 500;
const beforeAllIds = '00000000-0000-0000-0000-000000000000';

/**
 * Understands what people may do with messages that could not be handled: look, let through again, edit, give up. All that it
 * changes is a row and the book; the message itself passes the one door like every other.
 */
export class ParkedDesk {
  constructor(private readonly parts: ParkedDeskParts) {}

  list(wanted: ParkedWanted): Promise<ParkedMessage[]> {
    return new ParkedSearch(this.parts.database).list(wanted);
  }

  groups(rowsMax: number): Promise<ParkedGroup[]> {
    return new ParkedSearch(this.parts.database).groups(rowsMax);
  }

  one(id: string): Promise<ParkedMessage | undefined> {
    return new ParkedSearch(this.parts.database).one(id);
  }

  audit(wanted: AuditWanted): Promise<AuditEntry[]> {
    return new ParkedAudit(this.parts.database).entries(wanted);
  }

  gaps(wanted: GapsWanted): Promise<Gap[]> {
    return new Gaps(this.parts.database).list(wanted);
  }

  /** What a message is made of: its declared members, each by its kind only. None when no key opens it. */
  async content(id: string): Promise<unknown> {
    const body = await this.bodyOf(this.parts.database, id);
    return body && contentShown(body);
  }

  /** The message itself, for who may edit it; that it was opened is written down first. */
  async open(id: string, doer: Doer): Promise<ShownBody | undefined> {
    const { clock, mint } = this.parts;
    return this.parts.database.transaction(async (tx) => {
      const body = await this.bodyOf(tx, id);
      if (body === undefined) return undefined;
      const act = { id: mint(), kind: 'opened', ...doer } as const;
      await new ParkedAudit(tx).begin(act, [id], { now: clock.nowIso(), keepBody: false });
      return textOf(body);
    });
  }

  replay(id: string, doer: Doer): Promise<Staged> {
    return this.act(id, this.actOf('replayed', doer));
  }

  discard(id: string, doer: Doer & { readonly why: string }): Promise<Staged> {
    return this.act(id, this.actOf('discarded', doer));
  }

  /** A group, or all that is parked now; each message once, whatever becomes of it meanwhile. */
  async replayMany(
    fingerprint: string | undefined,
    doer: Doer,
  ): Promise<{ readonly actId: string; readonly staged: number }> {
    const act = this.actOf('replayed', doer);
    let staged = 0;
    for (let after = beforeAllIds; ;) {
      const ids = await this.stageNext(act, fingerprint, after);
      staged += ids.length;
      const last = ids.at(-1);
      if (ids.length > 0) this.parts.onStaged();
      if (last === undefined || ids.length < chunkMax) return { actId: act.id, staged };
      after = last;
    }
  }

  /** Another body for the same place, in the same trace. */
  async edit(id: string, body: Buffer, doer: Doer): Promise<Edited> {
    const act = this.actOf('edited', doer);
    const { reader, sealer } = this.parts;
    const edited = await this.inStaging(async (staging) => {
      const row = await staging.lock(id);
      if (row === undefined) return undefined;
      const before = this.opened(row);
      const after = inSameTrace(body, before);
      const faults = checkEdit(reader, row.queue, { before, after });
      if (faults.length > 0) return { kind: 'faulty', faults } as const;
      await staging.stage(act, [id], sealer.sealBytes(after, placeOfRow(id)));
      return { kind: 'staged', actId: act.id } as const;
    });
    return edited?.kind === 'faulty' ? edited : this.told(id, edited);
  }

  /** Lets the numbers count as passed that a waiting message waits for and that nobody has. */
  async skip(id: string, doer: Doer & { readonly why: string }): Promise<Staged> {
    const { clock, database, mint } = this.parts;
    const act = this.actOf('skipped', doer);
    const skipped = await database.transaction((tx) =>
      new Gaps(tx).skip(id, act, { now: clock.nowIso(), mint }),
    );
    if (skipped === 0) return { kind: (await this.one(id)) ? 'not-parked' : 'unknown' };
    this.parts.onStaged();
    return { kind: 'staged', actId: act.id };
  }

  private async act(id: string, act: Act): Promise<Staged> {
    const staged = await this.inStaging(async (staging) => {
      if ((await staging.lock(id)) === undefined) return undefined;
      await staging.stage(act, [id]);
      return { kind: 'staged', actId: act.id } as const;
    });
    return this.told(id, staged);
  }

  /** Why nothing was staged, if nothing was. */
  private async told(
    id: string,
    staged: Extract<Staged, { kind: 'staged' }> | undefined,
  ): Promise<Staged> {
    if (staged !== undefined) {
      this.parts.onStaged();
      return staged;
    }
    const { database } = this.parts;
    const [row] = await database.query<{ act: Act['kind'] | null }>(
      `SELECT act FROM messaging.set_aside WHERE id = $1`,
      [id],
    );
    if (row !== undefined)
      return row.act === null ? { kind: 'not-parked' } : { kind: 'under-way', act: row.act };
    const last = await new ParkedAudit(database).last(id);
    if (last === undefined) return { kind: 'unknown' };
    return { kind: 'over', act: last.act, outcome: last.outcome };
  }

  private stageNext(
    act: Act,
    fingerprint: string | undefined,
    after: string,
  ): Promise<readonly string[]> {
    return this.inStaging(async (staging) => {
      const ids = await staging.lockNext({ fingerprint, after, rowsMax: chunkMax });
      await staging.stage(act, ids);
      return ids;
    });
  }

  private inStaging<Result>(work: (staging: Staging) => Promise<Result>): Promise<Result> {
    const now = this.parts.clock.nowIso();
    return this.parts.database.transaction((tx) => work(new Staging(tx, now)));
  }

  private actOf(kind: Act['kind'], { by, why }: Doer): Act {
    return { id: this.parts.mint(), kind, by, why };
  }

  private async bodyOf(tx: Pick<Tx, 'query'>, id: string): Promise<Buffer | undefined> {
    const [row] = await tx.query<{ id: string; body: string }>(
      `SELECT id, body FROM messaging.set_aside WHERE id = $1`,
      [id],
    );
    return row && this.opened(row);
  }

  /** None when no key opens it: it can still be replayed or given up. */
  private opened({ id, body }: { readonly id: string; readonly body: string }): Buffer | undefined {
    try {
      return this.parts.sealer.openBytes(body, placeOfRow(id));
    } catch {
      return undefined;
    }
  }
}
