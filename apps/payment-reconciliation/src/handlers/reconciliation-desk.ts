import { Injectable } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import { Clock, parseDate } from '@libs/kernel';
import { Commands } from '@libs/messaging';
import { Database } from '@libs/persistence';
import { slowest, usualCadenceHours } from '../domain/cadence.js';
import { cutFor } from '../domain/reconciliation/cut.js';
import type { Period, Run } from '../persistence/reconciliation-run.js';
import { asking, BeginReconciliation } from './ask-reconciliation.js';

/** A reconciliation that is wanted, under an id of its own. */
export type WantedRun = Period & Pick<Run, 'runId' | 'municipalityCode' | 'source' | 'askedBy'>;

/** Where reconciliations are asked for. */
@Injectable()
export class ReconciliationDesk {
  constructor(
    private readonly agreements: Agreements,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly commands: Commands,
    private readonly begin: BeginReconciliation,
  ) {}

  /** Asks the debtor system; what was asked for under the same id already is not asked for again. */
  async ask(wanted: WantedRun): Promise<Run | undefined> {
    const run = await this.draft(wanted);
    if (run === undefined) return undefined;
    const [begun] = (await this.commands.submit(this.begin, [asking(run)])) as [Run];
    return begun;
  }

  /** A run that is ready to take lines in; none for a municipality without agreements. */
  async draft(wanted: WantedRun): Promise<Run | undefined> {
    const cadences = (await this.cadences()).get(wanted.municipalityCode);
    if (cadences === undefined) return undefined;
    const period = { from: parseDate(wanted.from), to: parseDate(wanted.to) };
    const now = this.clock.now();
    const { horizon } = cutFor(period, now, slowest(cadences));
    return { ...wanted, askedAt: now.toString(), horizon: horizon.toString(), state: 'reading' };
  }

  async municipalities(): Promise<readonly string[]> {
    return [...(await this.cadences()).keys()].sort();
  }

  /** Every municipality's agencies' cadences, in hours. */
  private async cadences(): Promise<ReadonlyMap<string, readonly number[]>> {
    const all = await this.agreements.all(this.database);
    const byMunicipality = Map.groupBy(all, ({ settings }) => settings.municipalityCode);
    return new Map(
      [...byMunicipality].map(([code, versions]) => [
        code,
        versions.map(
          ({ settings }) => settings.debtorSystem.paymentsEveryHours ?? usualCadenceHours,
        ),
      ]),
    );
  }
}
