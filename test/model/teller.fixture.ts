import { Temporal } from '@libs/kernel';
import { inventedCvr } from '../../simulators/library/day/people/company-numbers.js';
import type { Agency } from '../journeys/street/agency.fixture.js';
import type { LibraryEvent } from '../journeys/street/events.fixture.js';
import type { Balance } from '../journeys/street/followed-balance.fixture.js';
import {
  aCompany,
  aForeigner,
  anAdult,
  invented,
  type Guardian,
  type Patron,
} from '../journeys/street/people.fixture.js';
import type { BalanceStep, Identity, PatronStep } from './plain-rules.fixture.js';

const firstDay = Temporal.PlainDate.from('2026-06-02');

/** Days of a history as dates; all of them lie in the past. */
export function dateOf(day: number): string {
  return firstDay.add({ days: day }).toString();
}

export function kroner(ore: number): string {
  return `${String(Math.floor(ore / 100))}.${String(ore % 100).padStart(2, '0')}`;
}

/** Understands how one agency's history is told: who its patrons are, and what the library says at each step. */
export class Teller {
  private readonly balances = new Map<number, Balance>();
  private readonly patrons: { readonly identity: Identity; readonly patron: Patron }[];
  private readonly paid = new Map<string, string>();

  /** @param number from 0, another for each agency */
  constructor(
    readonly agency: Agency,
    private readonly number: number,
    identities: readonly Identity[],
  ) {
    this.patrons = identities.map((identity, at) => this.identified(at, identity));
  }

  /** The library's own number of a balance that has been told of. */
  feeId(fee: number): string {
    return this.balance(fee).feeId;
  }

  ofBalance(step: BalanceStep): LibraryEvent {
    if (step.what === 'created') return this.created(step);
    const balance = this.balance(step.fee);
    switch (step.what) {
      case 'lowered':
        return balance.amountChanged(kroner(step.toOre));
      case 'paid':
        this.paid.set(paymentId(step), kroner(step.ore));
        return balance.paid(paymentId(step), kroner(step.ore));
      case 'undone': {
        const undoes = paymentId(step);
        return balance.paid(`${undoes}-undone`, this.paid.get(undoes) ?? '0.00', undoes);
      }
      case 'closed':
        return balance.closed(step.as);
      case 'reimbursement':
        return balance.reimbursementRequested(
          step.ore === undefined ? undefined : kroner(step.ore),
        );
      case 'verified':
        return balance.verified();
      case 'cancelled':
        return balance.cancelled();
      case 'reopened':
        return balance.reopened();
      case 'collection':
        return balance.sentToCollection();
    }
  }

  ofPatron(step: PatronStep): LibraryEvent {
    if (step.what === 'guardian') {
      const guardian = step.change === 'removed' ? undefined : this.guardian();
      return this.agency.guardianChanged(this.patronId(step.patron), step.change, guardian);
    }
    const changed = this.identified(step.patron, step.as);
    this.patrons[step.patron] = changed;
    return this.agency.identityChanged(changed.patron);
  }

  private created(step: Extract<BalanceStep, { what: 'created' }>): LibraryEvent {
    const { fee, type, ore, paidBeforeOre, day } = step;
    const { identity, patron } = this.patrons[step.patron] ?? this.identified(step.patron, 'adult');
    const told = {
      amount: kroner(ore),
      remainingAmount: paidBeforeOre > 0 ? kroner(ore - paidBeforeOre) : undefined,
      creationDate: dateOf(day),
      loan: undefined,
      patron,
      guardian: identity === 'child' ? this.guardian() : undefined,
    };
    const balance = type === 'fee' ? this.agency.fee(told) : this.agency.compensation(told);
    this.balances.set(fee, balance);
    return balance.created();
  }

  private balance(fee: number): Balance {
    const balance = this.balances.get(fee);
    if (balance === undefined)
      throw new Error(`Nobody has told of balance ${String(fee)} of ${this.agency.agencyId}.`);
    return balance;
  }

  private guardian(): Guardian {
    return { personIdentifier: cprBornIn(1982, this.number), name: 'Prøve Værge' };
  }

  private identified(at: number, identity: Identity): { identity: Identity; patron: Patron } {
    return { identity, patron: patronOf(identity, this.patronId(at), this.number) };
  }

  private patronId(patron: number): string {
    return `p${String(this.number)}-${String(patron)}`;
  }
}

function patronOf(identity: Identity, patronId: string, turn: number): Patron {
  switch (identity) {
    case 'adult':
      return anAdult({ patronId, personIdentifier: cprBornIn(1975, turn) });
    case 'child':
      return anAdult({ patronId, personIdentifier: cprBornIn(2014, turn) });
    case 'numberless':
      return aForeigner({ patronId });
    case 'broken':
      return anAdult({ patronId, personIdentifier: '9999999999', birthDate: '1969-04-05' });
    case 'company':
      return aCompany({ patronId, cvrNumber: inventedCvr(5_000) });
    case 'company-bare': {
      const { cvrNumber: _, ...bare } = aCompany({ patronId });
      return bare;
    }
  }
}

/** Another number each time; spread over the days, because each day has but so many. */
function cprBornIn(year: number, turn: number): string {
  const born = Temporal.PlainDate.from({ year, month: 1, day: 2 }).add({ months: turn % 11 });
  return invented.cpr(born.add({ days: Math.floor(turn / 11) % 25 }).toString());
}

function paymentId({ fee, payment }: { readonly fee: number; readonly payment: number }): string {
  return `payment-${String(fee)}-${String(payment)}`;
}
