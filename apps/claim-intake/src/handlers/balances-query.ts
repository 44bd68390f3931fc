import { Day } from '@libs/contracts';
import { IsIn, IsOptional, Length, Matches } from 'class-validator';

/** Where intake keeps a balance; `unserved` has no agreement, `registered` has gone on. */
const standings = ['unserved', 'before-cut-off', 'inactive', 'left-out', 'registered'];

/** By what kept balances are searched; the agency is asked for, because each is searched alone. */
export class BalancesQuery {
  @Matches(/^DK-\d{6}$/, { message: 'must be an ISIL such as "DK-761500"' })
  agencyId!: string;

  @IsOptional()
  @Length(1, 64)
  feeId?: string;

  @IsOptional()
  @Length(1, 64)
  patronId?: string;

  @IsOptional()
  @IsIn(standings, { message: `must be one of ${standings.join(', ')}` })
  standing?: string;

  @IsOptional()
  @Day()
  createdFrom?: string;

  @IsOptional()
  @Day()
  createdTo?: string;

  /** The `after` of the last page's answer. */
  @IsOptional()
  @Length(1, 64)
  after?: string;
}
