import { Agency, Id, Municipality, OneOf, Optional } from '@libs/contracts';
import { IsInt, Max, Min } from 'class-validator';
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
  @Optional()
  @Municipality()
  municipality?: string;

  @Optional()
  @Agency()
  agencyId?: string;

  @Optional()
  @Id()
  feeId?: string;

  @Optional()
  @OneOf(states)
  state?: string;

  /** The `before` of the last page's answer. */
  @Optional()
  @IsInt({ message: 'must be a position, as the last row of a page has it' })
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;
}
