import { plusDays, type Day } from './chance/calendar.js';
import type { Dice } from './chance/dice.js';
import type { Agency } from './agencies.js';
import type {
  BalanceChange,
  BalanceCreated,
  GuardianChange,
  Loan,
  Material,
  Patron,
} from './events.js';
import type { Office } from './office.js';
import { kroner } from './tariff.js';
import { childrensWorks, works, type Work } from './words/works.js';

/** One thing that the library says, before it is numbered and put into an envelope. */
export type Said = {
  readonly agencyId: string;
  readonly subject: string;
  /** The middle of the event's type, e.g. `balance.created`. */
  readonly what: string;
  /** Second of the day. */
  readonly at: number;
  /** When the message comes through, where that is not when it was said. */
  readonly heardAt?: number;
  readonly data: object;
};

const opening = 8 * 3_600;

/** Understands the work at one library's desk: lends, charges, and says what happens, as one story of the day needs it. */
export class Desk {
  constructor(
    readonly agency: Agency,
    readonly dice: Dice,
    readonly office: Office,
  ) {}

  get day(): Day {
    return this.office.day;
  }

  get people(): Office['people'] {
    return this.office.people;
  }

  /** Second of the day at which a story may begin. */
  early(): number {
    return opening + this.dice.between(0, 6 * 3_600);
  }

  /** Minutes to hours after another moment, on the same day. */
  after(at: number): number {
    return at + this.dice.between(240, 7_200);
  }

  adult(): Patron {
    return this.people.person(this.dice, this.agency, { least: 19, most: 84 });
  }

  child(): Patron {
    return this.people.person(this.dice, this.agency, { least: 4, most: 14 });
  }

  /** Something was lent `overdueDays` and its loan time before `creationDate`. */
  loan(work: Work, overdueDays: number, creationDate = this.day): Loan {
    const dueDate = plusDays(creationDate, -overdueDays);
    return { loanId: this.office.loanId(), loanDate: plusDays(dueDate, -work.loanDays), dueDate };
  }

  renewed(loan: Loan, work: Work): Loan {
    const renewalDate = loan.loanDate;
    return {
      ...loan,
      loanDate: plusDays(renewalDate, -this.dice.between(5, work.loanDays)),
      renewalDate,
    };
  }

  work(forChildren = false): Work {
    return this.dice.oneOf(forChildren ? childrensWorks : works);
  }

  material({ title, author, classification }: Work): Material {
    return {
      materialItemNumber: this.office.materialItemNumber(),
      title,
      ...(author !== undefined && { author }),
      classification,
      recordId: `870970-basis:${String(this.dice.between(20_000_000, 59_999_999))}`,
    };
  }

  /** What every balance has, whatever it is for; most have a bill number. */
  balance(
    patron: Patron,
    amountOre: number,
  ): Pick<
    BalanceCreated,
    'agencyId' | 'feeId' | 'amount' | 'billNumber' | 'creationDate' | 'patron' | 'materials'
  > {
    return {
      agencyId: this.agency.agencyId,
      feeId: this.office.feeId(),
      amount: kroner(amountOre),
      creationDate: this.day,
      ...(this.dice.isLucky(0.85) && { billNumber: this.office.billNumber() }),
      materials: [],
      patron,
    };
  }

  opens(balance: BalanceCreated, at = this.early()): Said {
    const { agencyId, feeId } = balance;
    return { agencyId, subject: feeId, what: 'balance.created', at, data: balance };
  }

  says({ agencyId, feeId }: BalanceCreated, at: number, { what, ...change }: BalanceChange): Said {
    return {
      agencyId,
      subject: feeId,
      what: `balance.${what}`,
      at,
      data: { agencyId, feeId, ...change },
    };
  }

  /** A balance, and what is said of it later, one thing after the other. */
  follows(balance: BalanceCreated, changes: readonly BalanceChange[]): Said[] {
    const opened = this.opens(balance);
    let { at } = opened;
    return [
      opened,
      ...changes.map((change) => {
        at = this.after(at);
        return this.says(balance, at, change);
      }),
    ];
  }

  identityChanged(patron: Patron, at: number): Said {
    const { agencyId } = this.agency;
    const { patronId } = patron;
    return {
      agencyId,
      subject: patronId,
      what: 'patron.identity-changed',
      at,
      data: { agencyId, patronId, patron },
    };
  }

  guardianChanged({ patronId }: Patron, at: number, change: GuardianChange): Said {
    const { agencyId } = this.agency;
    return {
      agencyId,
      subject: patronId,
      what: 'patron.guardian-changed',
      at,
      data: { agencyId, patronId, ...change },
    };
  }
}
