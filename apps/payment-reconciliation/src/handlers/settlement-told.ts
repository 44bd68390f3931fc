import { ClaimSettlementChanged } from '@libs/contracts';
import type { ReceivableLedger } from '../domain/ledger/receivable-ledger.js';
import { isSameSettlement, settlementOf } from '../domain/ledger/settlement.js';

/** What verification is told of the books, where the reports in them have come to something else (R13, R46). */
export function settlementChanged(
  before: ReceivableLedger | undefined,
  after: ReceivableLedger | undefined,
): ClaimSettlementChanged[] {
  if (before === undefined || after === undefined) return []; // the charge itself settles nothing
  const settlement = settlementOf(after);
  if (isSameSettlement(settlementOf(before), settlement)) return [];
  const { receivableId, agencyId, feeId } = after;
  const { covered, coverageReversed, writtenOff } = settlement;
  return [
    Object.assign(new ClaimSettlementChanged(), {
      receivableId,
      agencyId,
      feeId,
      covered: covered.toKroner(),
      coverageReversed: coverageReversed.toKroner(),
      writtenOff: writtenOff.toKroner(),
    }),
  ];
}
