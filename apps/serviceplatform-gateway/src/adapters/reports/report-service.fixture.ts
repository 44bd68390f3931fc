import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Clock, type Instant, SystemClock, Temporal, TransientFailure } from '@libs/kernel';
import { soapContentType, type Trust } from '@libs/soap';
import type { ReportAnswer } from '../../domain/judge-report.js';
import { type Report, ReportReceiver } from '../../ports/report-receiver.js';
import type { Caller } from '../serviceplatform/security.js';
import { ServiceplatformSettings } from '../serviceplatform/serviceplatform.settings.js';
import type { ReportTrust } from '../tokens/report-trust.js';
import { ReportService } from './report-service.js';

const agreement = '6a1f0f5e-0000-4000-8000-000000000001';

export const settings: ServiceplatformSettings = Object.assign(new ServiceplatformSettings(), {
  timeoutMs: 1_000,
  bodyMaxBytes: 65_536,
});

export const caller: Caller = {
  serviceAgreementUuid: agreement,
  userSystemUuid: agreement,
  userUuid: agreement,
};

/** No certificates: everybody is on the own machine. */
export const ground = {
  certificates: { client: undefined },
  plainHttp: 'loopback',
  clock: new SystemClock(),
} as const;

/** Understands what came, and answers as it was told; `'away'` stands for a database that is gone. */
export class ToldReceiver extends ReportReceiver {
  readonly reports: Report[] = [];
  answer: ReportAnswer | 'away' | 'broken' = { kind: 'accepted' };

  override async receive(report: Report): Promise<ReportAnswer> {
    this.reports.push(report);
    if (this.answer === 'away') throw new TransientFailure('database.unavailable');
    if (this.answer === 'broken') throw new Error('0100000000 is quoted here');
    return this.answer;
  }
}

export class StoppedClock extends Clock {
  override now(): Instant {
    return Temporal.Instant.from('2026-11-23T12:00:00Z');
  }
}

/** Reports need no token, unless told which. */
export function trusting(trust?: Trust): ReportTrust {
  return { at: () => trust } as unknown as ReportTrust;
}

export function aService(receiver: ReportReceiver, trust?: Trust): ReportService {
  return new ReportService(receiver, settings, new StoppedClock(), trusting(trust));
}

/** A request with a body, as Node would hand it over. */
export function aRequest(
  body: string | Buffer,
  contentType: string | undefined = soapContentType(),
): IncomingMessage {
  const stream = Readable.from([Buffer.from(body)]);
  return Object.assign(stream, {
    headers: { 'content-type': contentType },
  }) as unknown as IncomingMessage;
}
