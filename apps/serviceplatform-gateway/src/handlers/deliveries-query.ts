import { IsIn, IsInt, IsOptional, Length, Matches, Max, Min } from 'class-validator';
import type { DeliveryState } from '../domain/delivery.js';

/** Every state that a delivery can be in; one that is missing here does not compile. */
const states = Object.keys({
  waiting: true,
  attempting: true,
  'unknown-outcome': true,
  accepted: true,
  'accepted-with-remarks': true,
  rejected: true,
  'held-back': true,
  'not-needed': true,
} satisfies Record<DeliveryState['kind'], true>);

/** By what deliveries are searched; what is left out narrows nothing. */
export class DeliveriesQuery {
  @IsOptional()
  @Matches(/^\d{3}$/, { message: "must be a municipality's number of three digits" })
  municipality?: string;

  @IsOptional()
  @Matches(/^DK-\d{6}$/, { message: 'must be an ISIL such as "DK-761500"' })
  agencyId?: string;

  @IsOptional()
  @Length(1, 64)
  feeId?: string;

  @IsOptional()
  @IsIn(states, { message: `must be one of ${states.join(', ')}` })
  state?: string;

  /** The `before` of the last page's answer. */
  @IsOptional()
  @IsInt({ message: 'must be a position, as the last row of a page has it' })
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;
}
