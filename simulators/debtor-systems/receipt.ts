import { type Branch, type MessageSchema, writeMessage } from '@libs/soap';
import { k, m, names, registrationSchema } from './contract.js';
import type { Objection } from './judge.js';
import type { Call } from './registration.js';

/** How a debtor system answers a registration. */
export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'remarked' | 'rejected'; readonly objection: Objection };

const { receipt } = names;

/** The answer to `operation`, processed at `at` (RFC 3339). */
export function receiptFor(operation: string, call: Call, verdict: Verdict, at: string): string {
  const answer = m(`${operation}_O`, [
    head(call, at),
    m(names.account.element, [m(names.account.id, call.accountId)]),
    m(receipt.processedAt, at),
    structure(verdict),
  ]);
  return writeMessage(answer, registrationSchema);
}

export function pingReceipt(call: Call, at: string, schema: MessageSchema): string {
  return writeMessage(m(`${names.operations.ping}_O`, [head(call, at)]), schema);
}

export function head({ transactionId, requestId }: Call, at: string): Branch {
  return k('HovedOplysningerSvar', [
    k('TransaktionsId', transactionId),
    k('TransaktionsTid', at),
    k.maybe('RequestId', requestId),
  ]);
}

function structure(verdict: Verdict): Branch {
  if (verdict.kind === 'accepted') return m(receipt.accepted, [m(receipt.withoutRemarks, 'true')]);
  const outcome = verdict.kind === 'rejected' ? receipt.rejected : receipt.accepted;
  return m(outcome, reasonBranches(verdict.objection, receipt.pointer));
}

/** @param pointsBy the element that the service concerned points with */
export function reasonBranches(
  { reason, title, localCode, localText, pointer }: Objection,
  pointsBy: string,
): (Branch | undefined)[] {
  return [
    m(receipt.reasonCode, names.receiptReasons[reason]),
    m(receipt.reasonTitle, title),
    pointer && m(pointsBy, [m(pointer.name, pointer.text)]),
    m(receipt.localReason, [m(receipt.localCode, localCode), m(receipt.localText, localText)]),
  ];
}
