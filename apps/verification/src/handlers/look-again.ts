import { Injectable } from '@nestjs/common';
import type { Concern, Decider, Decision, Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { reconsider } from '../domain/reconsider.js';
import { verify } from '../domain/verify.js';
import { claimKey, type ClaimName } from '../persistence/claim-store.js';
import { ClaimDesk, type ClaimFile } from './claim-desk.js';

/** What verification does of its own accord with one of its claims. */
export abstract class OwnWord implements ClaimName {
  constructor(
    readonly agencyId: string,
    readonly feeId: string,
  ) {}
}

/** Time has passed (R10) or the agreement has changed (R11, R21, R26). */
export class LookAgain extends OwnWord {}

/** A member of staff verifies a compensation here (R09, R10). */
export class VerifyByHand extends OwnWord {}

/** Takes our own words through the same door as claim-intake's; answers with the claim's state afterwards. */
@Injectable()
export class LookAtClaims implements Decider<OwnWord, ClaimFile> {
  constructor(private readonly desk: ClaimDesk) {}

  stateKey(event: OwnWord): string {
    return claimKey(event);
  }

  concerns(messages: readonly Message<OwnWord>[]): readonly Concern[] {
    return this.desk.concerns(messages);
  }

  gather(tx: Tx, messages: readonly Message<OwnWord>[]): Promise<ReadonlyMap<string, ClaimFile>> {
    return this.desk.gather(tx, messages);
  }

  decide(file: ClaimFile | undefined, { event, now }: Message<OwnWord>): Decision<ClaimFile> {
    if (file?.claim === undefined) return {};
    const { state } = file.claim;
    const said = { name: event, now, number: undefined, patronId: undefined, guardian: undefined };
    const word = event instanceof VerifyByHand ? verify : reconsider;
    const decision = this.desk.decide(file, (_, circumstances) => word(state, circumstances), said);
    return { ...decision, reply: decision.state?.claim?.state };
  }

  keep(tx: Tx, changed: readonly ClaimFile[]): Promise<void> {
    return this.desk.keep(tx, changed);
  }
}
