import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { protectMessage, soapContentType } from '@libs/soap';
import { reportMessage } from '../../simulators/debtor-systems/report.js';
import { assertion } from '../../simulators/security-token-service/assertion.js';
import { issuer } from '../../simulators/security-token-service/index.js';
import type { Pair } from './authority.fixture.js';
import { callbackEntityId, type Certificates } from './certificates.fixture.js';
import type { Raised } from './mapper.fixture.js';

/** A payment that somebody reports. */
export type Reported = { readonly id: string; readonly message: string };

/** What differs from how the platform would send it. */
export type Protected = Partial<{
  readonly tokenBy: Pair;
  readonly issuerName: string;
  readonly audience: string;
  readonly cvr: string;
  readonly tokenUntilMs: number;
  readonly signedBy: Pair;
  readonly writtenMs: number;
}>;

/** A payment of 100.00 on a receivable, as a debtor system reports it. */
export function aPayment(raised: Raised): Reported {
  const id = crypto.randomUUID();
  return { id, message: paymentsMessage(raised, [id]) };
}

/** Several payments of 100.00 on a receivable, in one report. */
export function paymentsMessage(
  { receivableId, accountId, of }: Raised,
  ids: readonly string[],
): string {
  const now = new Date().toISOString();
  const amounts = { amountOre: 10_000, registeredAt: now, effectiveDate: now.slice(0, 10) };
  return reportMessage({
    requestId: crypto.randomUUID(),
    transactionId: crypto.randomUUID(),
    sentAt: now,
    municipalityCvr: of.cvr,
    accountId,
    movements: ids.map((id) => ({ kind: 'covered', id, receivableId, ...amounts })),
  });
}

/** Sends reports to the gateway as the platform does, or as somebody who would like to be it. */
export class ReportSender {
  constructor(
    private readonly certificates: Certificates,
    private readonly url: () => string,
  ) {}

  protect(message: string, cvr: string, told: Protected = {}): string {
    const { tokenSigning, caller } = this.certificates;
    const xml = assertion({
      ...(told.tokenBy ?? tokenSigning),
      issuer: told.issuerName ?? issuer,
      audience: told.audience ?? callbackEntityId,
      cvr: told.cvr ?? cvr,
      certificate: new X509Certificate(caller.cert).raw.toString('base64'),
      notBefore: fromNow(-1_000),
      notOnOrAfter: fromNow(told.tokenUntilMs ?? 60_000),
    });
    const writtenMs = told.writtenMs ?? 0;
    return protectMessage(message, {
      address: { to: this.url(), action: 'urn:report', messageId: crypto.randomUUID() },
      validity: {
        from: fromNow(writtenMs).toISOString(),
        until: fromNow(writtenMs + 300_000).toISOString(),
      },
      token: { xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '' },
      key: (told.signedBy ?? caller).key,
    });
  }

  /** Status and body of the answer; rejects where there is none. `shown` is the caller's certificate, if it has one. */
  post(
    message: string,
    shown?: Pair,
    also: Readonly<Record<string, string>> = {},
    url = `${this.url()}/DaekningAfskrivningRegistreringAfsend/1`,
  ): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const ca = this.certificates.authority.pem;
      const headers = { 'content-type': soapContentType(), ...also };
      const calling = request(
        url,
        { method: 'POST', ca, ...shown, headers, agent: false },
        (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => (body += text));
          response.once('end', () => {
            resolve({ status: response.statusCode ?? 0, body });
          });
        },
      );
      calling.once('error', reject);
      calling.end(message);
    });
  }
}

function fromNow(ms: number): Date {
  return new Date(Date.now() + ms);
}
