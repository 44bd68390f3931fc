import { danishOffset, type Day } from './chance/calendar.js';
import { People } from './people/people.js';

/** Understands what the libraries of one day share: the day itself, its people, and numbers that are given out once. */
export class Office {
  readonly people: People;
  readonly offset: string;
  private given = 0;

  constructor(readonly day: Day) {
    this.people = new People(day);
    this.offset = danishOffset(day);
  }

  /** Above every patron id, since a subject is unique within its source. */
  feeId(): string {
    return String(40_000_000 + this.next());
  }

  loanId(): string {
    return String(600_000_000 + this.next());
  }

  billNumber(): string {
    return `${this.day.slice(0, 4)}${String(this.next()).padStart(7, '0')}`;
  }

  paymentId(): string {
    return `kasse-${String(this.next())}`;
  }

  materialItemNumber(): string {
    return String(5_100_000_000 + this.next() * 7);
  }

  private next(): number {
    this.given += 1;
    return this.given;
  }
}
