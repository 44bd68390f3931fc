import { PermanentFailure } from './failures.js';

const kronerForm = /^(-?)(\d{1,13})\.(\d{2})$/;

/** Understands amounts in Danish kroner, exactly: whole øre inside, kroner with two decimals on the wire (R34). */
export class Money {
  static readonly zero = new Money(0);

  private constructor(readonly ore: number) {}

  /** @throws PermanentFailure `money.malformed` unless `ore` is a safe whole number. */
  static ofOre(ore: number): Money {
    if (!Number.isSafeInteger(ore))
      throw new PermanentFailure('money.malformed', 'An amount must be a whole number of øre.');
    return ore === 0 ? Money.zero : new Money(ore);
  }

  /** Reads `"230.00"`. @throws PermanentFailure `money.malformed`. */
  static fromKroner(text: string): Money {
    const [, sign, kroner, ore] = kronerForm.exec(text) ?? [];
    if (kroner === undefined || ore === undefined)
      throw new PermanentFailure(
        'money.malformed',
        'An amount must be kroner with two decimals, e.g. "230.00".',
      );
    const amount = Number(kroner) * 100 + Number(ore);
    return Money.ofOre(sign === '-' ? -amount : amount);
  }

  plus(other: Money): Money {
    return Money.ofOre(this.ore + other.ore);
  }

  minus(other: Money): Money {
    return Money.ofOre(this.ore - other.ore);
  }

  negated(): Money {
    return Money.ofOre(-this.ore);
  }

  isZero(): boolean {
    return this.ore === 0;
  }

  isPositive(): boolean {
    return this.ore > 0;
  }

  isNegative(): boolean {
    return this.ore < 0;
  }

  /** Negative, zero or positive, as for sorting. */
  compare(other: Money): number {
    return this.ore - other.ore;
  }

  equals(other: Money): boolean {
    return this.ore === other.ore;
  }

  min(other: Money): Money {
    return this.ore <= other.ore ? this : other;
  }

  max(other: Money): Money {
    return this.ore >= other.ore ? this : other;
  }

  /** `"230.00"`: the wire's form. */
  toKroner(): string {
    const { sign, kroner, ore } = this.parts();
    return `${sign}${kroner}.${ore}`;
  }

  /** `"1.230,00 kr."`: for staff and citizens. */
  toDanish(): string {
    const { sign, kroner, ore } = this.parts();
    return `${sign}${kroner.replace(/\B(?=(\d{3})+$)/g, '.')},${ore} kr.`;
  }

  toJSON(): string {
    return this.toKroner();
  }

  toString(): string {
    return this.toKroner();
  }

  private parts(): { sign: string; kroner: string; ore: string } {
    const digits = String(Math.abs(this.ore)).padStart(3, '0');
    return { sign: this.ore < 0 ? '-' : '', kroner: digits.slice(0, -2), ore: digits.slice(-2) };
  }
}
