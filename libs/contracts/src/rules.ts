import { applyDecorators } from './apply-decorators.js';
import { isDay, isTime } from './day-and-time.js';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateBy,
} from 'class-validator';

/** Lengths in characters. */
export const textLimits = {
  id: 64,
  eventId: 200,
  name: 200,
  line: 255,
  title: 1_000,
  text: 4_000,
  identifier: 32,
} as const;

const kroner = /^\d{1,12}\.\d{2}$/;

/** Kroner with two decimals, zero or more. */
export function Amount(): PropertyDecorator {
  return Matches(kroner, { message: 'must be kroner with two decimals, e.g. "230.00"' });
}

/** Kroner with two decimals, of either sign: what is no sensible amount is refused with an answer, not as unreadable (R07). */
export function AnyAmount(): PropertyDecorator {
  return Matches(/^-?\d{1,12}\.\d{2}$/, {
    message: 'must be kroner with two decimals, e.g. "230.00"',
  });
}

/** Kroner with two decimals, more than zero (R07). */
export function PositiveAmount(): PropertyDecorator {
  const positive = ValidateBy({
    name: 'positiveAmount',
    validator: {
      validate: (value) => typeof value === 'string' && !/^0+\.00$/.test(value),
      defaultMessage: () => 'must be more than 0.00',
    },
  });
  return applyDecorators(Amount(), positive);
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function Day(): PropertyDecorator {
  return ValidateBy({
    name: 'day',
    validator: {
      validate: isDay,
      defaultMessage: () => 'must be a day of the calendar, written YYYY-MM-DD',
    },
  });
}

/** RFC 3339 with offset. */
export function Time(): PropertyDecorator {
  return ValidateBy({
    name: 'time',
    validator: {
      validate: isTime,
      defaultMessage: () => 'must be a time by RFC 3339, with offset',
    },
  });
}

/** A number that counts something from 1: a version, a place in a stream. */
export function Counted(): PropertyDecorator {
  return wholeFrom(1, 'counted');
}

/** How many there are: none, or more. */
export function HowMany(): PropertyDecorator {
  return wholeFrom(0, 'howMany');
}

function wholeFrom(min: number, name: string): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value) => Number.isSafeInteger(value) && (value as number) >= min,
      defaultMessage: () => `must be a whole number from ${String(min)}`,
    },
  });
}

/** A library's ISIL. */
export function Agency(): PropertyDecorator {
  return Matches(/^DK-\d{6}$/, { message: 'must be an ISIL such as "DK-761500"' });
}

export function Municipality(): PropertyDecorator {
  return Matches(/^\d{3}$/, { message: "must be a municipality's number of three digits" });
}

/** An id of the library's or of ours: 1 to 64 characters. */
export function Id(): PropertyDecorator {
  return applyDecorators(
    IsString({ message: 'must be a text' }),
    Length(1, textLimits.id, { message: `must have 1 to ${String(textLimits.id)} characters` }),
  );
}

export function EventId(): PropertyDecorator {
  return applyDecorators(
    IsString({ message: 'must be a text' }),
    Length(1, textLimits.eventId, {
      message: `must have 1 to ${String(textLimits.eventId)} characters`,
    }),
  );
}

export function LowerUuid(): PropertyDecorator {
  return Matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, {
    message: 'must be a UUID in lower case',
  });
}

export function Text(lengthMax: number): PropertyDecorator {
  return applyDecorators(
    IsString({ message: 'must be a text' }),
    MaxLength(lengthMax, { message: `must have at most ${String(lengthMax)} characters` }),
  );
}

export function OneOf(values: readonly string[]): PropertyDecorator {
  return IsIn(values, { message: `must be one of ${values.join(', ')}` });
}

export function Flag(): PropertyDecorator {
  return IsBoolean({ message: 'must be true or false' });
}

export function Required(): PropertyDecorator {
  return IsDefined({ message: 'is needed' });
}

/** May be missing; `null` counts as missing. */
export function Optional(): PropertyDecorator {
  return IsOptional();
}
