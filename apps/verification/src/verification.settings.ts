import { DurationFromEnv, FromEnv, Part } from '@libs/config';
import { MessagingServiceSettings } from '@libs/host';

/** How often claims are looked at that only time or the agreement can release (R10, R11), and how many at a time. */
export class ReconsideringSettings {
  @DurationFromEnv('RECONSIDER_EVERY_MS', {
    what: 'Claims that time or a changed agreement may release are looked for this often',
    default: 60_000,
    min: 1_000,
    max: 3_600_000,
  })
  readonly everyMs!: number;

  @FromEnv('RECONSIDER_CLAIMS_MAX', {
    what: 'Claims looked at again in one transaction, at most',
    default: 200,
    min: 1,
    max: 2_000,
  })
  readonly claimsMax!: number;
}

/** What verification is told by its environment. */
export class VerificationSettings extends MessagingServiceSettings {
  @Part() readonly reconsidering!: ReconsideringSettings;
}
