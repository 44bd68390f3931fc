/**
 * Understands which caller is meant: the parts of a certificate's subject that must be there, in any order. More may stand in it, as
 * a serial number that changes with each renewal.
 */
export class PinnedSubject {
  private readonly parts: readonly string[];

  /** @param pinned e.g. `CN=SP_PROD_Callback,O=KOMBIT,C=DK`; a comma inside a value is written `\,` */
  constructor(pinned: string) {
    this.parts = pinned
      .split(/(?<!\\),/)
      .map((part) => part.replaceAll('\\,', ',').trim())
      .filter((part) => part !== '');
  }

  /** @param subject as Node's X509Certificate has it: one part a line, or several with ` + ` between them */
  fits(subject: string): boolean {
    const held = new Set(subject.split(/\n| \+ /).map((part) => part.trim()));
    return this.parts.length > 0 && this.parts.every((part) => held.has(part));
  }
}
