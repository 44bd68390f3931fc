import { anAgreement, type Agreement, type AgreementVaried } from './agreement.fixture.js';
import { aCompensation, aFee, type Creation } from './balance.fixture.js';
import { day } from './calendar.fixture.js';
import { DebtorSystemDesk, type ReceivableThere } from './debtor-system.fixture.js';
import { EventOffice, type LibraryEvent } from './events.fixture.js';
import { Balance } from './followed-balance.fixture.js';
import { invented, type Guardian, type Patron } from './people.fixture.js';
import type { BalanceOwner, Surroundings } from './surroundings.fixture.js';
import type { HttpAnswer } from './http.fixture.js';

type Varied = Parameters<typeof aFee>[0];

/** One library, with a municipality of its own unless told otherwise. */
export class Agency implements BalanceOwner {
  readonly office: EventOffice;
  agreement: Agreement;

  /** @param agencyId an ISIL code: `DK-7`, the municipality's three digits, and two more */
  constructor(
    readonly street: Surroundings,
    readonly agencyId: string,
    varied: AgreementVaried,
  ) {
    this.office = new EventOffice(agencyId);
    const municipalityCode = agencyId.slice(4, 7);
    const own = { municipalityCode, municipalityCvr: invented.cvr(), cutOffDate: day(-120) };
    this.agreement = anAgreement(own, street.debtorSystems.urls, varied);
  }

  /** What the municipality's debtor system holds and does. */
  get desk(): DebtorSystemDesk {
    const { product } = this.agreement.debtorSystem;
    return new DebtorSystemDesk(
      this.street.debtorSystems.urls[product],
      this.agreement.municipalityCvr,
    );
  }

  /** A balance that the library has not told of yet. */
  fee(varied: Varied = {}): Balance {
    return this.balance(aFee({ billNumber: this.street.nextNumber('B'), ...varied }));
  }

  compensation(varied: Varied = {}): Balance {
    return this.balance(aCompensation({ billNumber: this.street.nextNumber('E'), ...varied }));
  }

  /** Publishes events as the library backend, in this order. */
  tell(...events: readonly LibraryEvent[]): Promise<void> {
    return this.street.publish(events);
  }

  /** Tells of balances, waits until the debtor system has accepted them, and returns what it holds. */
  async hasAccepted(balance: Balance): Promise<ReceivableThere> {
    await this.tell(balance.created());
    await balance.stands('accepted');
    return balance.receivable();
  }

  identityChanged(patron: Patron, at?: string): LibraryEvent {
    const { patronId } = patron;
    return this.office.event('patron.identity-changed', { patronId }, { patron }, at);
  }

  guardianChanged(
    patronId: string,
    change: 'another-person' | 'number-changed' | 'removed',
    guardian?: Guardian,
  ): LibraryEvent {
    const told = { change, ...(guardian !== undefined && { guardian }) };
    return this.office.event('patron.guardian-changed', { patronId }, told);
  }

  /** `PUT /agreements/{agencyId}`, varied from what was put last; a refusal is an answer too. */
  async put(varied: Partial<Agreement> = {}): Promise<HttpAnswer> {
    const wanted = { ...this.agreement, ...varied };
    const answer = await this.ask('PUT', 'claim-intake', `/agreements/${this.agencyId}`, wanted);
    if (answer.status === 200) this.agreement = wanted;
    return answer;
  }

  /** `POST /agreements/{agencyId}/cut-off`. */
  moveCutOff(cutOffDate: string): Promise<HttpAnswer> {
    const path = `/agreements/${this.agencyId}/cut-off`;
    return this.ask('POST', 'claim-intake', path, { cutOffDate });
  }

  previewCutOff(cutOffDate: string): Promise<HttpAnswer> {
    const path = `/agreements/${this.agencyId}/cut-off/preview`;
    return this.ask('POST', 'claim-intake', path, { cutOffDate });
  }

  readonly ask: Surroundings['ask'] = (...asked) => this.street.ask(...asked);

  private balance(creation: Creation): Balance {
    return new Balance(this, this.street.nextNumber(''), creation);
  }
}
