import { PersonalPart } from '@libs/kernel';
import { ArrayMaxSize, IsArray, MaxLength } from 'class-validator';
import { Day, Id, OneOf, Optional, Text, textLimits } from './rules.js';
import { Nested } from './shape.js';

export const patronKinds = ['person', 'company', 'group', 'library'] as const;
export type PatronKind = (typeof patronKinds)[number];
export type PersonIdentifierKind = 'cpr' | 'replacement';

export class Address extends PersonalPart {
  @Text(textLimits.name) street!: string;
  @Text(20) postalCode!: string;
  @Text(textLimits.name) city!: string;
  @Optional() @Text(textLimits.name) country?: string;
}

/** A borrower. Whether a number can be used is verification's question: here it is only a text. */
export class Patron extends PersonalPart {
  @Id() patronId!: string;
  @OneOf(patronKinds) kind!: PatronKind;
  @Optional() @Text(textLimits.identifier) personIdentifier?: string;
  @Optional() @OneOf(['cpr', 'replacement']) personIdentifierKind?: PersonIdentifierKind;
  @Optional() @Day() birthDate?: string;
  @Optional() @Text(textLimits.identifier) cvrNumber?: string;
  @Optional() @Text(textLimits.identifier) pNumber?: string;
  @Optional() @Text(textLimits.identifier) glnNumber?: string;
  @Optional() @Text(textLimits.name) name?: string;
  @Optional() @Nested(() => Address) address?: Address;
}

/** The financially responsible person of a minor. */
export class Guardian extends PersonalPart {
  @Optional() @Text(textLimits.identifier) personIdentifier?: string;
  @Optional() @OneOf(['cpr', 'replacement']) personIdentifierKind?: PersonIdentifierKind;
  @Optional() @Day() birthDate?: string;
  @Optional() @Text(textLimits.name) name?: string;
  @Optional() @Nested(() => Address) address?: Address;
  @Optional() @Day() since?: string;
}

/** What was borrowed: personal as well, since it tells what somebody reads. */
export class Material extends PersonalPart {
  @Id() materialItemNumber!: string;
  @Text(textLimits.title) title!: string;
  @Optional() @Text(textLimits.title) author?: string;
  @Optional() @Text(textLimits.name) classification?: string;
  @Optional() @Text(textLimits.id) recordId?: string;
}

export const materialsMax = 200;

/** All that a claim tells of people and of what they borrowed. */
export class ClaimPersonal extends PersonalPart {
  @Nested(() => Patron) patron!: Patron;
  @Optional() @Nested(() => Guardian) guardian?: Guardian;
  @IsArray() @ArrayMaxSize(materialsMax) @Nested(() => Material) materials!: Material[];
  @Optional() @Text(textLimits.text) reasonMessage?: string;
}

/** One person or company as the debtor system is to know them (R16–R18, R32). */
export class Party extends PersonalPart {
  @Text(textLimits.identifier) identifier!: string;
  @OneOf(['cpr', 'replacement', 'cvr']) identifierKind!: 'cpr' | 'replacement' | 'cvr';
  @Optional() @Text(textLimits.identifier) pNumber?: string;
  @Optional() @Text(textLimits.name) name?: string;
  @Optional() @Nested(() => Address) address?: Address;
}

/** Who is charged: on whose account, and who is legally liable. */
export class DebtorsPersonal extends PersonalPart {
  @Nested(() => Party) account!: Party;
  @Nested(() => Party) liable!: Party;
}

/** All of a receivable that names people or what they borrowed. */
export class ReceivablePersonal extends DebtorsPersonal {
  @Text(100) specificationText!: string;
  @IsArray() @ArrayMaxSize(999) @Text255Each() textLines!: string[];
  @Optional() @Text(textLimits.identifier) glnNumber?: string;
}

/** Free text that came back from a debtor system. */
export class ReceiptPersonal extends PersonalPart {
  @Optional() @Text(textLimits.text) localCode?: string;
  @Optional() @Text(textLimits.text) localText?: string;
}

function Text255Each(): PropertyDecorator {
  return MaxLength(textLimits.line, {
    each: true,
    message: `must have at most ${String(textLimits.line)} characters each`,
  });
}
