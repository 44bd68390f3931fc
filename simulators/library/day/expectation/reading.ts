import type { Agreement } from '../agencies.js';
import type { Day } from '../chance/calendar.js';
import type { BalanceChange, BalanceCreated, Envelope, GuardianChange, Patron } from '../events.js';
import { leftOre, oreOf, standingOf, type Line } from './ledger-line.js';

type ChangeOf<What extends BalanceChange['what']> = Extract<BalanceChange, { what: What }>;
type Said = { readonly agencyId: string; readonly feeId: string };
type Known = { readonly patron: Patron; readonly time: number };

/**
 * Reads events one after the other, as rules.md says and in the plainest way: no queues, no stages, no money coming in. What
 * comes out is what the services should come to, so nothing here is shared with them.
 */
export class Reading {
  readonly lines = new Map<string, Line>();
  /** Balances that are none (R07). */
  readonly refusedBalances: BalanceCreated[] = [];
  readonly refusedChanges = new Map<string, number>();
  readonly writtenDownOre = new Map<string, number>();
  private readonly patrons = new Map<string, Known>();
  private readonly linesOf = new Map<string, Line[]>();

  constructor(
    private readonly agreements: ReadonlyMap<string, Agreement>,
    private readonly playedOn: Day,
  ) {}

  /** Events in the order in which they happened, each once. */
  hear({ type, data, time }: Envelope): void {
    const what = type.replace(/^dk\.debitorbro\./, '').replace(/\.v1$/, '');
    const said = data as unknown as Said;
    if (what === 'balance.created') this.open(data as unknown as BalanceCreated, Date.parse(time));
    else if (what === 'patron.identity-changed')
      this.know(data['patron'] as Patron, said.agencyId, Date.parse(time));
    else if (what === 'patron.guardian-changed')
      this.guard(data as unknown as GuardianChange & { patronId: string }, said.agencyId);
    else
      this.change(said, {
        ...(data as object),
        what: what.replace('balance.', ''),
      } as BalanceChange);
  }

  private open(created: BalanceCreated, time: number): void {
    const { agencyId, feeId, amount, patron } = created;
    if (oreOf(amount) <= 0 && this.agreements.has(agencyId)) {
      this.refusedBalances.push(created);
      this.refuse(agencyId);
      return;
    }
    const known = this.patrons.get(`${agencyId}/${patron.patronId}`);
    const line = lineOf(created, known !== undefined && known.time > time ? known.patron : patron);
    this.lines.set(`${agencyId}/${feeId}`, line);
    this.linesOf.set(`${agencyId}/${patron.patronId}`, [
      ...this.ofPatron(agencyId, patron.patronId),
      line,
    ]);
    this.weigh(line);
  }

  /** R06, R31: who the borrower is now. */
  private know(patron: Patron, agencyId: string, time: number): void {
    this.patrons.set(`${agencyId}/${patron.patronId}`, { patron, time });
    for (const line of this.ofPatron(agencyId, patron.patronId)) {
      line.patron = patron;
      this.weigh(line);
    }
  }

  /** R23: only the number of the same person is followed. */
  private guard(
    { patronId, guardian, change }: GuardianChange & { patronId: string },
    agencyId: string,
  ): void {
    for (const line of this.ofPatron(agencyId, patronId)) {
      if (change !== 'number-changed') line.guardianReplaced = true;
      else if (!line.guardianReplaced && line.guardian !== undefined) line.guardian = guardian;
      this.weigh(line);
    }
  }

  private change({ agencyId, feeId }: Said, change: BalanceChange): void {
    const line = this.lines.get(`${agencyId}/${feeId}`);
    if (line === undefined || !this.agreements.has(agencyId)) return;
    const accepted = this.apply(line, change);
    if (!accepted) this.refuse(agencyId);
    this.weigh(line);
  }

  /** Whether it is accepted. */
  private apply(line: Line, change: BalanceChange): boolean {
    switch (change.what) {
      case 'amount-changed':
        return this.reprice(line, oreOf(change.newAmount));
      case 'cancelled':
        return this.cancel(line);
      case 'paid':
        return pay(line, change);
      case 'closed':
        return this.close(line, change);
      case 'sent-to-collection':
        return mark(line, 'closed');
      case 'reopened':
        mark(line, 'open');
        return true; // of what has been sent it says nothing new
      case 'reimbursement-requested':
        return false; // R46: nothing has been paid on the day itself
      case 'verified':
        line.verified = true;
        return true;
    }
  }

  /** R43, R44, R45 */
  private reprice(line: Line, newOre: number): boolean {
    if (newOre > line.chargeOre) return false;
    if (newOre === 0) return this.cancel(line);
    const before = leftOre(line);
    line.chargeOre = newOre;
    if (line.sent) this.writeDown(line, before - leftOre(line));
    return true;
  }

  /** R10, R45 */
  private cancel(line: Line): boolean {
    if (line.sent && line.status !== 'cancelled') this.writeDown(line, leftOre(line));
    line.status = 'cancelled';
    return true;
  }

  /** R13 */
  private close(line: Line, { status }: ChangeOf<'closed'>): boolean {
    if (line.sent)
      return status === 'cancelled' || status === 'written-off' ? this.cancel(line) : false;
    line.status = 'closed';
    return true;
  }

  /** What goes, goes at once and for good; what stays has waited, unless the library keeps it from us. */
  private weigh(line: Line): void {
    const standing = standingOf(line, this.agreements.get(line.created.agencyId), this.playedOn);
    line.sent ||= standing === 'transferred';
    line.hasWaited ||= standing === 'awaiting-verification' || standing === 'not-transferable';
  }

  private ofPatron(agencyId: string, patronId: string): readonly Line[] {
    return this.linesOf.get(`${agencyId}/${patronId}`) ?? [];
  }

  private refuse(agencyId: string): void {
    this.refusedChanges.set(agencyId, (this.refusedChanges.get(agencyId) ?? 0) + 1);
  }

  private writeDown({ created: { agencyId } }: Line, ore: number): void {
    this.writtenDownOre.set(agencyId, (this.writtenDownOre.get(agencyId) ?? 0) + ore);
  }
}

/** R03, R13: what has been sent is not paid at the library; undoing what was refused has nothing to undo. */
function pay(line: Line, { paymentId, amount, undoes }: ChangeOf<'paid'>): boolean {
  if (line.sent) {
    if (undoes !== undefined) return line.refusedPayments.includes(undoes);
    line.refusedPayments.push(paymentId);
    return false;
  }
  line.paidOre += undoes === undefined ? oreOf(amount) : -oreOf(amount);
  return true;
}

/** R13: what has been sent is not marked any more. */
function mark(line: Line, status: 'open' | 'closed'): boolean {
  if (!line.sent) line.status = status;
  return !line.sent;
}

function lineOf(created: BalanceCreated, patron: Patron): Line {
  const { amount, remainingAmount = amount, status = 'open', verified = false, guardian } = created;
  return {
    created,
    toldOre: oreOf(remainingAmount),
    chargeOre: oreOf(amount),
    paidOre: oreOf(amount) - oreOf(remainingAmount),
    status: status === 'open' ? 'open' : 'closed',
    verified,
    patron,
    guardian,
    guardianReplaced: false,
    sent: false,
    hasWaited: false,
    refusedPayments: [],
  };
}
