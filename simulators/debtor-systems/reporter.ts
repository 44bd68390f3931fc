import { MalformedMessage, readMessage, soapContentType } from '@libs/soap';
import { Pool } from 'undici';
import { names, reportSchema } from './contract.js';
import { type Report, reportMessage } from './report.js';
import type { ReportSigner } from './report-signer.js';

const limits = {
  callsMax: 4,
  timeoutMs: 10_000,
  firstPauseMs: 100,
  pauseMsMax: 5_000,
  bodyBytesMax: 1024 * 1024,
};
const path = '/DaekningAfskrivningRegistreringAfsend/1';

/** How reports are sent by TLS. */
export type ReportsWith = {
  /** Who is believed, PEM. */
  readonly ca: string;
  /** What is shown, PEM; nothing where the platform is known by its tokens alone. */
  readonly shown?: { readonly cert: string; readonly key: string };
  /** The platform in front, where it protects reports by tokens. */
  readonly signer?: ReportSigner;
};

/**
 * Understands how reports reach the library's side: in order for one account, side by side for several, each repeated with
 * the same ids until it is accepted or rejected.
 */
export class Reporter {
  private readonly waiting = new Map<string, Report[]>();
  private readonly ready: string[] = [];
  private readonly pauses = new Map<string, number>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private calls = 0;
  private pool: Pool | undefined;
  private base = '';
  private answeredRejected = 0;

  constructor(private readonly ways?: ReportsWith) {}

  /** Reports not answered yet. */
  get pending(): number {
    let pending = 0;
    for (const reports of this.waiting.values()) pending += reports.length;
    return pending;
  }

  /** Reports that were answered with a rejection. */
  get rejected(): number {
    return this.answeredRejected;
  }

  /** Where to report from now on: the base address of the library's side. */
  async callTo(url: string): Promise<void> {
    const { origin, pathname } = new URL(url);
    const former = this.pool;
    this.base = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, {
      connections: limits.callsMax,
      headersTimeout: limits.timeoutMs,
      bodyTimeout: limits.timeoutMs,
      ...(this.ways !== undefined && { connect: { ca: this.ways.ca, ...this.ways.shown } }),
    });
    this.pump();
    await former?.close();
  }

  send(report: Report): void {
    const queue = this.waiting.get(report.accountId);
    if (queue === undefined) {
      this.waiting.set(report.accountId, [report]);
      this.ready.push(report.accountId);
    } else {
      queue.push(report);
    }
    this.pump();
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    const former = this.pool;
    this.pool = undefined;
    await former?.destroy();
  }

  private pump(): void {
    while (this.pool !== undefined && this.calls < limits.callsMax) {
      const accountId = this.ready.shift();
      if (accountId === undefined) return;
      void this.reportFirst(accountId, this.pool);
    }
  }

  private async reportFirst(accountId: string, pool: Pool): Promise<void> {
    const report = this.waiting.get(accountId)?.[0];
    if (report === undefined) return;
    this.calls += 1;
    const answer = await this.ask(report, pool);
    this.calls -= 1;
    if (answer === 'none') this.comeAgain(accountId);
    else this.answered(accountId, answer);
    this.pump();
  }

  private answered(accountId: string, answer: 'accepted' | 'rejected'): void {
    if (answer === 'rejected') this.answeredRejected += 1;
    this.pauses.delete(accountId);
    const queue = this.waiting.get(accountId);
    queue?.shift();
    if (queue === undefined || queue.length === 0) this.waiting.delete(accountId);
    else this.ready.push(accountId);
  }

  private comeAgain(accountId: string): void {
    const pauseMs = this.pauses.get(accountId) ?? limits.firstPauseMs;
    this.pauses.set(accountId, Math.min(pauseMs * 2, limits.pauseMsMax));
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.ready.push(accountId);
      this.pump();
    }, pauseMs);
    timer.unref();
    this.timers.add(timer);
  }

  private async ask(report: Report, pool: Pool): Promise<'accepted' | 'rejected' | 'none'> {
    try {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: `${this.base}${path}`,
        headers: { 'content-type': soapContentType(names.actions.report) },
        body: await this.bodyOf(report),
      });
      const bytes = new Uint8Array(await body.arrayBuffer());
      return statusCode === 200 ? verdictIn(bytes, report) : 'none';
    } catch {
      return 'none';
    }
  }

  /** A report of nobody in particular can't have a token. */
  private async bodyOf(report: Report): Promise<string> {
    const message = reportMessage(report);
    const { municipalityCvr } = report;
    if (this.ways?.signer === undefined || municipalityCvr === '') return message;
    return this.ways.signer.protect(message, municipalityCvr, `${this.base}${path}`);
  }
}

function verdictIn(bytes: Uint8Array, report: Report): 'accepted' | 'rejected' | 'none' {
  const message = readMessage(bytes, reportSchema, limits.bodyBytesMax);
  if (message.kind === 'fault') return 'none';
  const head = message.payload.required('HovedOplysningerSvar');
  if (head.textOf('TransaktionsId') !== report.transactionId)
    throw new MalformedMessage('invalid', 'answers another report');
  return message.payload.first(names.reportReceipt.rejected) === undefined
    ? 'accepted'
    : 'rejected';
}
