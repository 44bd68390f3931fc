import type { Instant } from '@libs/kernel';
import type { Branch } from '@libs/soap';
import type { Refusal, ReportAnswer } from '../../domain/judge-report.js';
import { k, m, names } from '../serviceplatform/contract.js';

/** What the answer repeats of the request. */
export type Asked = {
  readonly transactionId: string;
  readonly requestId?: string;
};

const { receipt, reportReceipt } = names;

const classes = [
  names.account,
  names.receivable,
  names.coverage,
  names.coverageReversal,
  names.writeOff,
  names.writeOffReversal,
] as const;
const idOf = new Map<string, string>(classes.map(({ element, id }) => [element, id]));

/** The answer to a report, processed at `at` (R51, R54). */
export function receiptBranch(
  asked: Asked & { readonly accountId: string },
  answer: ReportAnswer,
  at: Instant,
): Branch {
  return m(`${names.operations.report}_O`, [
    headBranch(asked, at),
    m(names.account.element, [m(names.account.id, asked.accountId)]),
    m(receipt.processedAt, at.toString()),
    verdictBranch(answer),
  ]);
}

export function pingReceiptBranch(asked: Asked, at: Instant): Branch {
  return m(`${names.operations.ping}_O`, [headBranch(asked, at)]);
}

function headBranch({ transactionId, requestId }: Asked, at: Instant): Branch {
  return k('HovedOplysningerSvar', [
    k('TransaktionsId', transactionId),
    k('TransaktionsTid', at.toString()),
    k.maybe('RequestId', requestId),
  ]);
}

function verdictBranch(answer: ReportAnswer): Branch {
  if (answer.kind === 'accepted') {
    return m(reportReceipt.accepted, [m(receipt.withoutRemarks, 'true')]);
  }
  const structure = answer.kind === 'rejected' ? reportReceipt.rejected : reportReceipt.accepted;
  return m(structure, answer.refusals.flatMap(reasonBranches));
}

function reasonBranches({ code, title, pointer }: Refusal): readonly (Branch | undefined)[] {
  const reasons = names.receiptReasons;
  const id = idOf.get(pointer.element);
  return [
    m(receipt.reasonCode, code === 'unknown-receivable' ? reasons[code] : reasons.other),
    m(receipt.reasonTitle, title),
    id === undefined ? undefined : m(reportReceipt.pointer, [m(id, pointer.id)]),
    m(receipt.localReason, [m(receipt.localCode, code)]),
  ];
}
