import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type CalendarDate, type Instant } from '@libs/kernel';
import { Loop, nameUuid } from '@libs/messaging';
import { Log } from '@libs/observability';
import { Database } from '@libs/persistence';
import { ReconciliationSettings } from '../payment-reconciliation.settings.js';
import { RunStore } from '../persistence/run-store.js';
import { ReconciliationDesk } from './reconciliation-desk.js';

const everyMs = 60_000;
/** A statement that has not been completed by then never will be: a debtor system was away, or a sender gave up. */
const givenUpAfterHours = 72;

const givenUp = {
  code: 'statement.given-up',
  text: 'Debitorsystemets side kom aldrig helt frem. Bed om en ny afstemning.',
};

/**
 * Asks for every municipality's reconciliation once a night: the month as far as it has come, yesterday included (R53). Any number
 * of replicas ask for the same one.
 */
@Injectable()
export class NightlyReconciliations implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: Loop;
  private askedFor: string | undefined;

  constructor(
    private readonly desk: ReconciliationDesk,
    private readonly runs: RunStore,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: ReconciliationSettings,
    log: Log,
  ) {
    this.loop = new Loop(
      everyMs,
      () => this.look(),
      (error) => {
        log.warn("Asking for the night's reconciliations failed; it is tried again", { error });
      },
    );
  }

  onApplicationBootstrap(): void {
    if (this.settings.nightly) this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /** @returns false: there is nothing more to do before the next look */
  async look(): Promise<false> {
    const now = this.clock.now();
    const night = nightOf(now, this.settings.atHour);
    if (night === undefined || this.askedFor === night.to) return false;
    await this.runs.giveUp(this.database, now.subtract({ hours: givenUpAfterHours }), givenUp);
    for (const municipalityCode of await this.desk.municipalities()) {
      const runId = nameUuid('nightly-reconciliation', municipalityCode, night.from, night.to);
      const of = { ...night, municipalityCode, runId };
      await this.desk.ask({ ...of, source: 'debtor-system', askedBy: 'nightly' });
    }
    this.askedFor = night.to;
    return false;
  }
}

/** The month up to yesterday, once the hour has come in Denmark. */
export function nightOf(now: Instant, atHour: number): { from: string; to: string } | undefined {
  const local = now.toZonedDateTimeISO('Europe/Copenhagen');
  if (local.hour < atHour) return undefined;
  const yesterday: CalendarDate = local.toPlainDate().subtract({ days: 1 });
  return { from: yesterday.with({ day: 1 }).toString(), to: yesterday.toString() };
}
