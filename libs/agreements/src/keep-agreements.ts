import { Injectable } from '@nestjs/common';
import { AgreementChanged } from '@libs/contracts';
import type { Decider, Decision, Message } from '@libs/messaging';
import { currentTraceparent } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { Agreements, versionKey, type AgreementVersion } from './agreements.js';

/** Keeps a copy of every version of the agreements. A service makes it a handler with a `take` of its own queue. */
@Injectable()
export abstract class KeepAgreements implements Decider<AgreementChanged, AgreementVersion> {
  constructor(private readonly agreements: Agreements) {}

  stateKey({ agencyId, version }: AgreementChanged): string {
    return versionKey(agencyId, version);
  }

  gather(): Promise<ReadonlyMap<string, AgreementVersion>> {
    return Promise.resolve(new Map());
  }

  decide(
    _: AgreementVersion | undefined,
    { event }: Message<AgreementChanged>,
  ): Decision<AgreementVersion> {
    const { agencyId, version, validFrom, agreement: settings } = event;
    const traceparent = currentTraceparent();
    return { state: { agencyId, version, validFrom, settings, traceparent } };
  }

  keep(tx: Tx, changed: readonly AgreementVersion[]): Promise<void> {
    return this.agreements.keep(tx, changed);
  }
}
