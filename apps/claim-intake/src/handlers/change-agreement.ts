import { Injectable } from '@nestjs/common';
import { Agreements, type AgreementVersion } from '@libs/agreements';
import { AgreementChanged, type AgreementSettings } from '@libs/contracts';
import type { Decider, Decision, Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { AgreementLog } from '../persistence/agreement-log.js';

/** Somebody puts an agreement. */
export class PutAgreement {
  constructor(
    readonly agencyId: string,
    readonly settings: AgreementSettings,
    readonly changedBy: string,
  ) {}
}

export type AgreementReply = { readonly kind: 'kept'; readonly version: AgreementVersion } | { readonly kind: 'cut-off-differs'; readonly cutOffDate: string };
type AgreementView = { readonly newest: AgreementVersion | undefined; readonly changedBy: string };

/** Makes a new version of an agreement and announces it; what goes on is decided by it from then on. */
@Injectable()
export class ChangeAgreement implements Decider<PutAgreement, AgreementView> {
  constructor(
    private readonly agreements: Agreements,
    private readonly log: AgreementLog,
  ) {}

  stateKey({ agencyId }: PutAgreement): string {
    return agencyId;
  }

  async gather(tx: Tx, commands: readonly Message<PutAgreement>[]): Promise<ReadonlyMap<string, AgreementView>> {
    const newest = await this.agreements.newest(tx, commands.map(({ event }) => event.agencyId));
    return new Map([...newest].map(([agencyId, version]) => [agencyId, { newest: version, changedBy: '' }]));
  }

  /** R04: after an agreement exists, its cut-off date changes only by a move. */
  decide(view: AgreementView | undefined, { event: { agencyId, settings, changedBy }, now }: Message<PutAgreement>): Decision<AgreementView> {
    const newest = view?.newest;
    if (newest !== undefined && newest.settings.cutOffDate !== settings.cutOffDate) {
      return { reply: { kind: 'cut-off-differs', cutOffDate: newest.settings.cutOffDate } satisfies AgreementReply };
    }
    const version: AgreementVersion = { agencyId, version: (newest?.version ?? 0) + 1, validFrom: now, settings };
    const announced = Object.assign(new AgreementChanged(), { agencyId, version: version.version, agreement: settings, validFrom: now });
    return { state: { newest: version, changedBy }, announce: [announced], reply: { kind: 'kept', version } satisfies AgreementReply };
  }

  async keep(tx: Tx, changed: readonly AgreementView[]): Promise<void> {
    const versions = changed.flatMap(({ newest, changedBy }) => (newest === undefined ? [] : [{ ...newest, changedBy }]));
    await this.agreements.keep(tx, versions);
    await this.log.note(tx, versions);
  }
}
