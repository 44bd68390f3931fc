import { IsArray, IsInt, IsObject, IsString, Min } from 'class-validator';
import type { EventKind } from './event.js';
import { OneOf, Optional } from './rules.js';
import { Nested } from './shape.js';

/** What the receiver must have applied first: `number` of the stream. */
export class NeededNumber {
  @IsString() source!: string;
  @OneOf(['agreement', 'patron', 'balance', 'account', 'receivable', 'task']) kind!: EventKind;
  @IsString() scope!: string;
  @IsString() key!: string;
  @IsInt() @Min(1) number!: number;
}

/** What every event between the houses says of its place among the others. */
export abstract class Placed {
  /** The last number applied of each upstream stream of the same claim, by service. */
  @Optional() @IsObject() basis?: Record<string, number>;
  @Optional() @IsArray() @Nested(() => NeededNumber) needs?: NeededNumber[];
}

/** A version of an agency's agreement, as claim-intake numbers them. */
export function agreementNeed(agencyId: string, version: number): NeededNumber {
  return Object.assign(new NeededNumber(), {
    source: `/claim-intake/${agencyId}`,
    kind: 'agreement' as const,
    scope: agencyId,
    key: agencyId,
    number: version,
  });
}
