import { Temporal } from '@libs/kernel';
import { inventedCvr } from '../../simulators/library/day/people/company-numbers.js';
import { PersonNumbers } from '../../simulators/library/day/people/person-numbers.js';
import type { History } from './history.fixture.js';
import type { BalanceStep, Identity, PatronStep } from './plain-rules.fixture.js';

/** One CloudEvent of the library's, and its routing key. */
export type Told = { readonly key: string; readonly body: Buffer };

const numbers = new PersonNumbers();

/** Another number each time; spread over the days, because each day has but so many. */
function cprBornIn(year: number, turn: number): string {
  const born = Temporal.PlainDate.from({ year, month: 1, day: 2 }).add({ months: turn % 11 });
  return numbers.cpr(born.add({ days: Math.floor(turn / 11) % 25 }).toString(), 'female');
}

const claimTypeCode = '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d01';
const firstDay = Temporal.PlainDate.from('2026-06-02');

/** Days of a history as dates; all of them lie in the past. */
export function dateOf(day: number): string {
  return firstDay.add({ days: day }).toString();
}

/** Understands how one agency's history is told: who its patrons are, and how the library numbers what it says. */
export class Agency {
  readonly agencyId: string;
  readonly municipalityCvr: string;
  private readonly municipalityCode: string;
  private readonly sequences = new Map<string, number>();
  private readonly patrons: { readonly identity: Identity; readonly identifiers: object }[];
  private readonly amounts = new Map<string, number>();
  private ticks = 0;

  /** @param number from 0: ten agencies share a municipality. */
  constructor(
    private readonly number: number,
    { begin: { patrons } }: History,
  ) {
    this.municipalityCode = String(101 + Math.floor(number / 10));
    this.agencyId = `DK-7${this.municipalityCode}${String(number % 10).padStart(2, '0')}`;
    this.municipalityCvr = inventedCvr(Math.floor(number / 10));
    this.patrons = patrons.map((identity) => this.identified(identity));
  }

  feeId(fee: number): string {
    return `${String(this.number)}-${String(fee)}`;
  }

  agreement(part: object): object {
    const types = ['fee', 'compensation-acknowledged', 'compensation-unacknowledged'];
    return {
      municipalityCode: this.municipalityCode,
      municipalityCvr: this.municipalityCvr,
      name: `Prøveby ${String(this.number)}`,
      kind: 'public-library',
      ageOfMajority: 18,
      claimTypes: Object.fromEntries(
        types.flatMap((type) => [
          [type, { code: claimTypeCode, psrmType: 'BIGEBYR' }] as const,
          [`${type}-minor-unguarded`, { code: claimTypeCode }] as const,
        ]),
      ),
      ...part,
    };
  }

  balance(step: BalanceStep): Told {
    const feeId = this.feeId(step.fee);
    const [event, data] = this.balanceData(step);
    return this.told(`balance.${event}`, feeId, { feeId, ...data });
  }

  patron(step: PatronStep): Told {
    const patronId = this.patronId(step.patron);
    if (step.what === 'guardian') {
      const guardian = step.change === 'removed' ? {} : { guardian: this.guardian() };
      return this.told('patron.guardian-changed', patronId, {
        patronId,
        change: step.change,
        ...guardian,
      });
    }
    this.patrons[step.patron] = this.identified(step.as);
    return this.told('patron.identity-changed', patronId, {
      patronId,
      patron: this.patronNow(step.patron),
    });
  }

  private balanceData(step: BalanceStep): [string, object] {
    switch (step.what) {
      case 'created':
        return ['created', this.created(step)];
      case 'lowered':
        return ['amount-changed', { newAmount: kroner(step.toOre) }];
      case 'paid':
        this.amounts.set(paymentId(step), step.ore);
        return ['paid', { paymentId: paymentId(step), amount: kroner(step.ore) }];
      case 'undone': {
        const undoes = paymentId(step);
        const amount = kroner(this.amounts.get(undoes) ?? 0);
        return ['paid', { paymentId: `${undoes}-undone`, amount, undoes }];
      }
      case 'closed':
        return ['closed', { status: step.as }];
      case 'reimbursement':
        return [
          'reimbursement-requested',
          step.ore === undefined ? {} : { amount: kroner(step.ore) },
        ];
      case 'verified':
        return ['verified', { verifiedBy: 'manual' }];
      case 'collection':
        return ['sent-to-collection', {}];
      default:
        return [step.what, {}];
    }
  }

  private created(step: Extract<BalanceStep, { what: 'created' }>): object {
    const { type, ore, paidBeforeOre, day, patron } = step;
    return {
      type,
      ...(type === 'compensation' && { acknowledged: true }),
      amount: kroner(ore),
      ...(paidBeforeOre > 0 && { remainingAmount: kroner(ore - paidBeforeOre) }),
      creationDate: dateOf(day),
      materials: [{ materialItemNumber: '5100000001', title: 'Prøvetrykket' }],
      patron: this.patronNow(patron),
      ...(this.patrons[patron]?.identity === 'child' && { guardian: this.guardian() }),
    };
  }

  private patronNow(patron: number): object {
    const { identity, identifiers } = this.patrons[patron] ?? this.identified('adult');
    const kind = identity.startsWith('company') ? 'company' : 'person';
    return {
      patronId: this.patronId(patron),
      kind,
      name: 'Prøve Person',
      address: { street: 'Prøvevej 1', postalCode: '8700', city: 'Prøveby' },
      ...identifiers,
    };
  }

  private guardian(): object {
    return { personIdentifier: cprBornIn(1982, this.number), name: 'Prøve Værge' };
  }

  private identified(identity: Identity): { identity: Identity; identifiers: object } {
    return { identity, identifiers: identifiers(identity, this.number) };
  }

  private patronId(patron: number): string {
    return `p${String(this.number)}-${String(patron)}`;
  }

  private told(event: string, subject: string, data: object): Told {
    const sequence = (this.sequences.get(`${event.split('.')[0] ?? ''}/${subject}`) ?? 0) + 1;
    this.sequences.set(`${event.split('.')[0] ?? ''}/${subject}`, sequence);
    this.ticks += 1;
    const { agencyId } = this;
    const envelope = {
      specversion: '1.0',
      id: `${agencyId}/${subject}/${String(sequence)}/${event}`,
      source: `/library/${agencyId}`,
      type: `dk.debitorbro.${event}.v1`,
      subject,
      time: Temporal.Instant.from('2026-11-20T06:00:00Z').add({ seconds: this.ticks }).toString(),
      sequence: String(sequence),
      data: { agencyId, ...data },
    };
    return { key: `${event}.${agencyId}`, body: Buffer.from(JSON.stringify(envelope)) };
  }
}

function identifiers(identity: Identity, turn: number): object {
  switch (identity) {
    case 'adult':
      return { personIdentifier: cprBornIn(1975, turn) };
    case 'child':
      return { personIdentifier: cprBornIn(2014, turn) };
    case 'numberless':
      return { birthDate: '1969-04-05' };
    case 'broken':
      return { personIdentifier: '9999999999', birthDate: '1969-04-05' };
    case 'company':
      return { cvrNumber: inventedCvr(5_000) };
    case 'company-bare':
      return {};
  }
}

function paymentId({ fee, payment }: { readonly fee: number; readonly payment: number }): string {
  return `payment-${String(fee)}-${String(payment)}`;
}

export function kroner(ore: number): string {
  return `${String(Math.floor(ore / 100))}.${String(ore % 100).padStart(2, '0')}`;
}
