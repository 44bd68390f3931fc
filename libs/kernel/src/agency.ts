/** A municipality's three-digit number. */
export class MunicipalityCode {
  private constructor(readonly value: string) {}

  static parse(text: string): MunicipalityCode | undefined {
    return /^\d{3}$/.test(text) ? new MunicipalityCode(text) : undefined;
  }

  toString(): string {
    return this.value;
  }
}

/** A library's ISIL: `DK-7`, the municipality's number, two digits for the branch (00: the main library). Source: slks.dk. */
export class AgencyId {
  private constructor(readonly value: string) {}

  static parse(text: string): AgencyId | undefined {
    return /^DK-\d{6}$/.test(text) ? new AgencyId(text) : undefined;
  }

  /** Public libraries only: others' numbers hold no municipality. */
  municipalityCode(): MunicipalityCode | undefined {
    return this.value.startsWith('DK-7')
      ? MunicipalityCode.parse(this.value.slice(4, 7))
      : undefined;
  }

  toString(): string {
    return this.value;
  }
}
