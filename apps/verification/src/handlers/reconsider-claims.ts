import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Agreements, type AgreementVersion } from '@libs/agreements';
import { Clock, danishDay, type CalendarDate } from '@libs/kernel';
import { Commands, Loop, Watch } from '@libs/messaging';
import { Database } from '@libs/persistence';
import type { ClaimName } from '../persistence/claim-store.js';
import { UnfinishedClaims, type Due } from '../persistence/unfinished-claims.js';
import { ReconsideringSettings } from '../verification.settings.js';
import { LookAgain, LookAtClaims, ownCommand } from './look-again.js';

const beginning: ClaimName = { agencyId: '', feeId: '' };

/**
 * Looks again at claims that time (R10) or a changed agreement (R11, R21, R26) may release. Candidates are chosen without locks
 * and decided on inside the door, so replicas that find the same ones harm nothing.
 */
@Injectable()
export class ReconsiderClaims implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: Loop;
  /** Where the last chunk ended: a claim that can't be decided holds up no others. */
  private reached = beginning;

  constructor(
    private readonly settings: ReconsideringSettings,
    private readonly database: Database,
    private readonly agreements: Agreements,
    private readonly unfinished: UnfinishedClaims,
    private readonly decider: LookAtClaims,
    private readonly commands: Commands,
    private readonly clock: Clock,
    watch: Watch,
  ) {
    this.loop = new Loop(
      settings.everyMs,
      () => this.round(),
      (error) => {
        watch.loopFailed('reconsidering', error);
      },
    );
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /** One chunk; whether there may be more. */
  async round(): Promise<boolean> {
    const today = danishDay(this.clock.now());
    const newest = await this.agreements.all(this.database);
    const due = newest.map((agreement) => dueIn(agreement, today));
    const { claimsMax } = this.settings;
    const names = await this.unfinished.find(due, this.reached, claimsMax);
    const more = names.length === claimsMax;
    this.reached = (more ? names.at(-1) : undefined) ?? beginning;
    if (names.length > 0)
      await this.commands.submit(
        this.decider,
        names.map(({ agencyId, feeId }) => ownCommand(new LookAgain(agencyId, feeId))),
      );
    return more;
  }
}

/** R10: automatic verification by the calendar, where the agency has set a number of days. */
function dueIn({ agencyId, version, settings }: AgreementVersion, today: CalendarDate): Due {
  const { mode, afterDays } = settings.verification;
  const byCalendar = mode === 'automatic' && afterDays != null;
  return {
    agencyId,
    version,
    verifiedIfCreatedBy: byCalendar ? today.subtract({ days: afterDays }).toString() : undefined,
  };
}
