import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, danishDay } from '@libs/kernel';
import { Loop, Watch } from '@libs/messaging';
import type { ClaimName } from '../persistence/claim-store.js';
import { UnfinishedClaims } from '../persistence/unfinished-claims.js';
import { ReconsideringSettings } from '../verification.settings.js';
import { OwnWords } from './own-words.js';

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
  private wanted = false;

  constructor(
    private readonly settings: ReconsideringSettings,
    private readonly unfinished: UnfinishedClaims,
    private readonly words: OwnWords,
    private readonly clock: Clock,
    watch: Watch,
  ) {
    const onFailed = (error: unknown): void => {
      watch.loopFailed('reconsidering', error);
    };
    this.loop = new Loop(settings.everyMs, () => this.round(), onFailed);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /** An agreement has changed: all is looked through from the beginning, now or when this pass is over. */
  wake(): void {
    this.wanted = true;
    this.loop.wake();
  }

  /** One chunk; whether there is more to do right away. */
  async round(): Promise<boolean> {
    if (this.reached === beginning) this.wanted = false;
    const { claimsMax } = this.settings;
    const claims = await this.unfinished.find(danishDay(this.clock.now()), this.reached, claimsMax);
    const more = claims.length === claimsMax;
    this.reached = (more ? claims.at(-1) : undefined) ?? beginning;
    if (claims.length > 0) await this.words.lookAgain(claims);
    return more || this.wanted;
  }
}
