export type NumberCheck = 'valid' | 'wrong-form' | 'wrong-check-digit';

const cvrWeights = [2, 7, 6, 5, 4, 3, 2, 1] as const;

/** A company's number: eight digits, modulus 11. Source: erhvervsstyrelsen.dk, "Modulus 11". */
export class CvrNumber {
  private constructor(readonly value: string) {}

  static check(text: string): NumberCheck {
    if (!/^[1-9]\d{7}$/.test(text)) return 'wrong-form';
    const sum = cvrWeights.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
    return sum % 11 === 0 ? 'valid' : 'wrong-check-digit';
  }

  static parse(text: string): CvrNumber | undefined {
    return CvrNumber.check(text) === 'valid' ? new CvrNumber(text) : undefined;
  }

  equals(other: CvrNumber): boolean {
    return this.value === other.value;
  }

  toString(): string {
    return this.value;
  }
}

/** A production unit's number: ten digits. Series with wrong check digits are in use, so none is asked for. */
export class PNumber {
  private constructor(readonly value: string) {}

  static parse(text: string): PNumber | undefined {
    return /^\d{10}$/.test(text) ? new PNumber(text) : undefined;
  }

  toString(): string {
    return this.value;
  }
}

/** An address for electronic invoices (EAN): thirteen digits, GS1's modulus 10. */
export class GlnNumber {
  private constructor(readonly value: string) {}

  static check(text: string): NumberCheck {
    if (!/^\d{13}$/.test(text)) return 'wrong-form';
    const sum = Array.from(text).reduce(
      (total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3),
      0,
    );
    return sum % 10 === 0 ? 'valid' : 'wrong-check-digit';
  }

  static parse(text: string): GlnNumber | undefined {
    return GlnNumber.check(text) === 'valid' ? new GlnNumber(text) : undefined;
  }

  /** Danish numbers begin with 579: another prefix is unusual, not wrong. */
  get isDanish(): boolean {
    return this.value.startsWith('579');
  }

  toString(): string {
    return this.value;
  }
}
