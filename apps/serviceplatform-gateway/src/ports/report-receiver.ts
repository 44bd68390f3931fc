import type { ReportAnswer, ReportItem } from '../domain/judge-report.js';

/** What a debtor system tells about one account, in one call (R49). */
export type Report = {
  /** Identifies the call and its repeats, where the debtor system says so. */
  readonly requestId?: string;
  readonly transactionId: string;
  /** The municipality on whose behalf the call came, where the message says so. */
  readonly municipalityCvr?: string;
  readonly accountId: string;
  readonly items: readonly ReportItem[];
};

/** Takes in what debtor systems report. */
export abstract class ReportReceiver {
  /**
   * Keeps a report, then answers for it: what was answered is stored. The same report twice is answered twice and counted
   * once. Throws TransientFailure when it can't be stored now; the debtor system is then asked to come again.
   */
  abstract receive(report: Report): Promise<ReportAnswer>;
}
