import { Injectable } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import { TransientFailure } from '@libs/kernel';
import { Commands, Outage } from '@libs/messaging';
import { Database } from '@libs/persistence';
import { answerReport, type ReportAnswer, type Verdict } from '../domain/judge-report.js';
import { ReportReceiver, type Report } from '../ports/report-receiver.js';
import { JudgeReports, MovementReported } from './judge-reports.js';

/** Stores what a debtor system reports, then lets it be answered (R50). */
@Injectable()
export class ReceiveReports extends ReportReceiver {
  constructor(
    private readonly judging: JudgeReports,
    private readonly agreements: Agreements,
    private readonly commands: Commands,
    private readonly database: Database,
  ) {
    super();
  }

  override async receive(report: Report): Promise<ReportAnswer> {
    try {
      const reporter = await this.municipalityOf(report.municipalityCvr);
      const commands = report.items.map((item) => ({
        event: new MovementReported(item, reporter),
        subject: { kind: 'receivable' as const, scope: '', key: item.receivableId },
      }));
      return answerReport((await this.commands.submit(this.judging, commands)) as Verdict[]);
    } catch (error) {
      if (error instanceof Outage)
        throw new TransientFailure('database.unavailable', 'The report could not be stored now.', {
          cause: error,
        });
      throw error;
    }
  }

  /** The municipality with this CVR number; '' for a stranger, who owns nothing here. */
  private async municipalityOf(cvr: string | undefined): Promise<string | undefined> {
    if (cvr === undefined) return undefined;
    const all = await this.agreements.all(this.database);
    return (
      all.find(({ settings }) => settings.municipalityCvr === cvr)?.settings.municipalityCode ?? ''
    );
  }
}
