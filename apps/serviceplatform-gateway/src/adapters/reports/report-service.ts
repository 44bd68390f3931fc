import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, TransientFailure } from '@libs/kernel';
import {
  type Element,
  type Fault,
  MalformedMessage,
  type Message,
  readBody,
  readMessage,
  readProtectedMessage,
  requireSoapContentType,
  Unbelieved,
  writeFault,
  writeMessage,
} from '@libs/soap';
import { type Report, ReportReceiver } from '../../ports/report-receiver.js';
import { names, reportSchema } from '../serviceplatform/contract.js';
import { ServiceplatformSettings } from '../serviceplatform/serviceplatform.settings.js';
import { ReportTrust } from '../tokens/report-trust.js';
import { onBehalfOf, reportFrom } from './read-report.js';
import { pingReceiptBranch, receiptBranch } from './write-report-receipt.js';

/** What goes back over HTTP; the body is a SOAP 1.2 message, whatever the status. */
export type HttpAnswer = { readonly status: number; readonly body: string };

/** What somebody asks, and for which authority, where a token says so. */
type Asked = { readonly payload: Element; readonly authorityCvr?: string };

/** Statuses where SOAP's own rule (400 for the sender's fault) is not precise enough. */
const statuses: Partial<Record<MalformedMessage['code'], number>> = {
  'too-large': 413,
  'wrong-content-type': 415,
  'not-soap-12': 500,
  'not-understood': 500,
};

const faultCodes: Partial<Record<MalformedMessage['code'], Fault['code']>> = {
  'not-soap-12': 'VersionMismatch',
  'not-understood': 'MustUnderstand',
};

/** Understands what to answer a debtor system that calls us: DækningAfskrivningRegistreringAfsend. */
@Injectable()
export class ReportService {
  private readonly logger = new Logger(ReportService.name);

  constructor(
    private readonly receiver: ReportReceiver,
    private readonly settings: ServiceplatformSettings,
    private readonly clock: Clock,
    private readonly trust: ReportTrust,
  ) {}

  /** Reads, checks, has it kept, answers. Never throws: every failure is a fault that quotes nothing of the message. */
  async answer(request: IncomingMessage): Promise<HttpAnswer> {
    try {
      const { bodyMaxBytes } = this.settings;
      requireSoapContentType(request.headers['content-type']);
      const bytes = await readBody(request, bodyMaxBytes);
      return { status: 200, body: await this.answerTo(this.read(bytes)) };
    } catch (error) {
      request.resume();
      return this.faultFor(error);
    }
  }

  /** What somebody hears whom we do not let in. */
  refusal(): HttpAnswer {
    return notLetIn('FailedAuthentication', 'The message was not read.');
  }

  private read(bytes: Buffer): Asked {
    const { bodyMaxBytes } = this.settings;
    const now = this.clock.now();
    const trust = this.trust.at(now);
    if (trust === undefined)
      return { payload: payloadOf(readMessage(bytes, reportSchema, bodyMaxBytes)) };
    const protectedBy = { trust, now };
    const { message, token } = readProtectedMessage(bytes, reportSchema, bodyMaxBytes, protectedBy);
    return { payload: payloadOf(message), authorityCvr: token.cvr };
  }

  private answerTo({ payload, authorityCvr }: Asked): Promise<string> | string {
    if (authorityCvr !== undefined) requireAuthority(payload, authorityCvr);
    switch (payload.name) {
      case `${names.operations.report}_I`:
        return this.receive(reportFrom(payload, authorityCvr));
      case `${names.operations.ping}_I`:
        return this.pong(payload);
      default:
        throw notARequest(payload.name);
    }
  }

  private async receive(report: Report): Promise<string> {
    const answer = await this.receiver.receive(report);
    return writeMessage(receiptBranch(report, answer, this.clock.now()), reportSchema);
  }

  private pong(payload: Element): string {
    const head = payload.required('HovedOplysninger');
    const requestId = head.maybeTextOf('RequestId');
    const asked = {
      transactionId: head.textOf('TransaktionsId'),
      ...(requestId !== undefined && { requestId }),
    };
    return writeMessage(pingReceiptBranch(asked, this.clock.now()), reportSchema);
  }

  private faultFor(error: unknown): HttpAnswer {
    if (error instanceof Unbelieved) {
      this.logger.warn(`A report was not believed: ${error.subcode}, ${error.message}`);
      return notLetIn(error.subcode, error.message);
    }
    if (error instanceof MalformedMessage) {
      const fault: Fault = {
        code: faultCodes[error.code] ?? 'Sender',
        reason: 'The message was not taken in.',
        errors: [{ code: error.code, text: error.message }],
      };
      return { status: statuses[error.code] ?? 400, body: writeFault(fault, reportSchema) };
    }
    const code = error instanceof TransientFailure ? error.code : 'internal';
    this.logger.error(`A report could not be taken in: ${code}`, stackOf(error));
    const fault: Fault = {
      code: 'Receiver',
      reason: 'The message could not be taken in now. Send it again.',
      errors: [{ code, text: 'It was not stored.' }],
    };
    return { status: 503, body: writeFault(fault, reportSchema) };
  }
}

function notLetIn(subcode: string, text: string): HttpAnswer {
  const fault: Fault = {
    code: 'Sender',
    subcode,
    reason: 'The caller is not the platform.',
    errors: [{ code: 'not-let-in', text }],
  };
  return { status: 403, body: writeFault(fault, reportSchema) };
}

function payloadOf(message: Message): Element {
  if (message.kind === 'fault') throw notARequest('Fault');
  return message.payload;
}

/** A token lets its holder speak for one authority. */
function requireAuthority(payload: Element, authorityCvr: string): void {
  if ((onBehalfOf(payload) ?? authorityCvr) !== authorityCvr)
    throw new Unbelieved('InvalidSecurityToken', 'the token is for another authority');
}

const notARequest = (place: string): MalformedMessage =>
  new MalformedMessage('invalid', 'is not a request of this service', place);

/** Where it happened, without the message, which might quote what was sent. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack
    ?.split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n');
}
