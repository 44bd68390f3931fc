import { Agency, Day, Id, OneOf, Optional } from '@libs/contracts';

/** Where intake keeps a balance; `unserved` has no agreement, `registered` has gone on. */
const standings = ['unserved', 'before-cut-off', 'inactive', 'left-out', 'registered'];

/** By what kept balances are searched; the agency is asked for, because each is searched alone. */
export class BalancesQuery {
  @Agency()
  agencyId!: string;

  @Optional()
  @Id()
  feeId?: string;

  @Optional()
  @Id()
  patronId?: string;

  @Optional()
  @OneOf(standings)
  standing?: string;

  @Optional()
  @Day()
  createdFrom?: string;

  @Optional()
  @Day()
  createdTo?: string;

  /** The `after` of the last page's answer. */
  @Optional()
  @Id()
  after?: string;
}
