import { Event } from './event.js';
import { Agency, Amount, Id, LowerUuid } from './rules.js';

/**
 * What the debtor system's reports on a receivable come to, each time they come to something else (R13, R46). Its stream is the
 * receivable's: the balance's stream of payment-reconciliation is what the library counts.
 */
@Event({
  type: 'dk.debitorbro.claim.settlement-changed.v1',
  exchange: 'claims',
  kind: 'receivable',
  key: 'receivableId',
  routedBy: 'agencyId',
})
export class ClaimSettlementChanged {
  @LowerUuid() receivableId!: string;
  @Agency() agencyId!: string;
  @Id() feeId!: string;
  /** Coverage less its reversals. */
  @Amount() covered!: string;
  /** The reversals of coverage by themselves: a payout shows as one. */
  @Amount() coverageReversed!: string;
  /** Write-offs less their reversals. */
  @Amount() writtenOff!: string;
}
