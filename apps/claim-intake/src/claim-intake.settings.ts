import { FromEnv, Part } from '@libs/config';
import { MessagingServiceSettings } from '@libs/host';

/** How much of a large past may be on its way at the same time. */
export class SweepSettings {
  @FromEnv('SWEEP_UNFINISHED_MAX', {
    what: 'After a cut-off move or an activation, old claims that have gone on and have no end yet, at most',
    default: 2_000,
    min: 1,
    max: 100_000,
  })
  readonly unfinishedMax!: number;

  @FromEnv('SWEEP_UNFINISHED_MAX_BESIDE_NEW', {
    what: 'The same while the library tells of something new, which goes before them',
    default: 10,
    min: 1,
    max: 100_000,
  })
  readonly besideNewMax!: number;
}

/** What claim-intake is told by its environment. */
export class ClaimIntakeSettings extends MessagingServiceSettings {
  @Part() readonly sweep!: SweepSettings;
}
