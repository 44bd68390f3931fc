import { MessagingServiceSettings } from '@libs/host';

/** What claim-intake is told by its environment. */
export class ClaimIntakeSettings extends MessagingServiceSettings {}
