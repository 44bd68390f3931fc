import { ArrayMaxSize, IsArray, ValidateBy } from 'class-validator';
import { eventKinds, type EventKind } from './event.js';
import { Counted, OneOf, Optional, Text, textLimits } from './rules.js';
import { Nested } from './shape.js';

/** What the receiver must have applied first: `number` of the stream. */
export class NeededNumber {
  @Text(textLimits.name) source!: string;
  @OneOf(eventKinds) kind!: EventKind;
  @Text(textLimits.id) scope!: string;
  @Text(textLimits.id) key!: string;
  @Counted() number!: number;
}

const needsMax = 20;

/** What every event between the houses says of its place among the others. */
export abstract class Placed {
  /** The last number applied of each upstream stream of the same claim, by service. */
  @Optional() @NumbersByService() basis?: Record<string, number>;
  @Optional() @IsArray() @ArrayMaxSize(needsMax) @Nested(() => NeededNumber) needs?: NeededNumber[];
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

function NumbersByService(): PropertyDecorator {
  return ValidateBy({
    name: 'numbersByService',
    validator: {
      validate: isNumbersByService,
      defaultMessage: () => 'must hold whole numbers by the name of a service',
    },
  });
}

function isNumbersByService(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([service, number]) =>
        /^[a-z-]{1,64}$/.test(service) && Number.isSafeInteger(number) && number >= 0,
    )
  );
}
