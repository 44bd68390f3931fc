import { Injectable } from '@nestjs/common';
import { Commands, type Command } from '@libs/messaging';
import type { State } from '../domain/state.js';
import type { TracedName } from '../persistence/claim-store.js';
import type { Unfinished } from '../persistence/unfinished-claims.js';
import { LookAgain, LookAtClaims, VerifyByHand, type OwnWord } from './look-again.js';

/** Says verification's own words at the one door, under the same locks as claim-intake's. */
@Injectable()
export class OwnWords {
  constructor(
    private readonly commands: Commands,
    private readonly decider: LookAtClaims,
  ) {}

  /** R10, R11: in one transaction. @throws the first claim's failure, when the others have been decided. */
  async lookAgain(claims: readonly Unfinished[]): Promise<void> {
    const commands = claims.map((claim) => ({
      ...commandOf(new LookAgain(claim.agencyId, claim.feeId), claim),
      cause: claim.cause,
    }));
    await this.commands.submit(this.decider, commands);
  }

  /** R09, R10. Answers with the claim afterwards; none if verification does not follow it. */
  async verify(claim: TracedName): Promise<State | undefined> {
    const command = commandOf(new VerifyByHand(claim.agencyId, claim.feeId), claim);
    const [reply] = await this.commands.submit(this.decider, [command]);
    return reply as State | undefined;
  }
}

/** The claim's own way goes on, whoever has a word on it. */
function commandOf(event: OwnWord, { agencyId, feeId, traceparent }: TracedName): Command<OwnWord> {
  return { event, subject: { kind: 'balance', scope: agencyId, key: feeId }, traceparent };
}
