import { Injectable } from '@nestjs/common';
import { Commands, type Command } from '@libs/messaging';
import type { State } from '../domain/state.js';
import type { ClaimName } from '../persistence/claim-store.js';
import { LookAgain, LookAtClaims, VerifyByHand, type OwnWord } from './look-again.js';

/** Says verification's own words at the one door, under the same locks as claim-intake's. */
@Injectable()
export class OwnWords {
  constructor(
    private readonly commands: Commands,
    private readonly decider: LookAtClaims,
  ) {}

  /** R10, R11: in one transaction. @throws the first claim's failure, when the others have been decided. */
  async lookAgain(names: readonly ClaimName[]): Promise<void> {
    const words = names.map(({ agencyId, feeId }) => new LookAgain(agencyId, feeId));
    await this.commands.submit(this.decider, words.map(commandOf));
  }

  /** R09, R10. Answers with the claim afterwards; none if verification does not follow it. */
  async verify({ agencyId, feeId }: ClaimName): Promise<State | undefined> {
    const command = commandOf(new VerifyByHand(agencyId, feeId));
    const [reply] = await this.commands.submit(this.decider, [command]);
    return reply as State | undefined;
  }
}

function commandOf(event: OwnWord): Command<OwnWord> {
  return { event, subject: { kind: 'balance', scope: event.agencyId, key: event.feeId } };
}
