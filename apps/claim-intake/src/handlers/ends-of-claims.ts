import { Injectable } from '@nestjs/common';
import { BalanceTransferChanged, type Transfer } from '@libs/contracts';
import { BrokerSettings, Overhearing, overhearingOf } from '@libs/messaging';
import { SweepWindow } from './sweep-window.js';

/** What the debtor system has answered. */
const answers: ReadonlySet<Transfer> = new Set(['accepted', 'accepted-with-remarks', 'rejected']);
/** What has left the line before, or waits beside it. Other words tell of a claim under way, or of one that was kept. */
const leftTheLine: ReadonlySet<Transfer> = new Set([
  'awaiting-verification',
  'not-transferable',
  'withdrawn',
]);

/** Listens, while a sweep goes on, to what the library is told of each claim, and tells the window which have come to an end. */
@Injectable()
export class EndsOfClaims {
  private readonly overhearing: Overhearing;
  private tellEnded: () => void = () => undefined;

  constructor(
    broker: BrokerSettings,
    private readonly window: SweepWindow,
  ) {
    this.overhearing = new Overhearing({
      ...overhearingOf('claim-intake sweeping', broker),
      events: [BalanceTransferChanged],
      hear: (event) => {
        if (event instanceof BalanceTransferChanged) this.take(event);
      },
    });
  }

  whenEnded(tell: () => void): void {
    this.tellEnded = tell;
  }

  /** Returns when every end that is told from now on will be heard. @throws when the broker is away */
  async hear(): Promise<void> {
    if (await this.overhearing.begin()) this.window.forget();
  }

  stopHearing(): Promise<void> {
    return this.overhearing.end();
  }

  private take({ agencyId, feeId, transfer }: BalanceTransferChanged): void {
    const isAnswer = answers.has(transfer);
    if (!isAnswer && !leftTheLine.has(transfer)) return;
    if (this.window.ended({ agencyId, feeId, isAnswer }, Date.now())) this.tellEnded();
  }
}
