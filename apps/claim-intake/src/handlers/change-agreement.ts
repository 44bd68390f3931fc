import { Injectable } from '@nestjs/common';
import { Agreements, type AgreementVersion } from '@libs/agreements';
import { AgreementChanged, AgreementSettings } from '@libs/contracts';
import { parseDate } from '@libs/kernel';
import type { Decider, Decision, Message } from '@libs/messaging';
import { currentTraceparent } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { refusalsOfCutOffMove, type CutOffRefusal } from '../domain/cut-off-move.js';
import { AgreementLog } from '../persistence/agreement-log.js';
import { CutOffPreview } from '../persistence/cut-off-preview.js';
import { SweepJobs } from '../persistence/sweep-jobs.js';
import { SweepRounds } from './sweep-rounds.js';

/** Somebody puts an agreement. */
export class PutAgreement {
  constructor(
    readonly agencyId: string,
    readonly settings: AgreementSettings,
    readonly changedBy: string,
  ) {}
}

/** Somebody moves an agency's cut-off date. */
export class MoveCutOff {
  constructor(
    readonly agencyId: string,
    readonly cutOffDate: string,
    readonly changedBy: string,
  ) {}
}

export type AgreementReply =
  | { readonly kind: 'kept'; readonly version: AgreementVersion }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'cut-off-differs'; readonly cutOffDate: string }
  | { readonly kind: 'refused'; readonly refusals: readonly CutOffRefusal[] };

type AgreementView = {
  readonly newest: AgreementVersion | undefined;
  readonly earliestRegistered: string | undefined;
  readonly changedBy: string;
  readonly sweepFrom?: string;
};

/** Makes a new version of an agreement and announces it; what goes on is decided by it from then on. */
@Injectable()
export class ChangeAgreement implements Decider<PutAgreement | MoveCutOff, AgreementView> {
  constructor(
    private readonly agreements: Agreements,
    private readonly log: AgreementLog,
    private readonly preview: CutOffPreview,
    private readonly jobs: SweepJobs,
    private readonly sweeping: SweepRounds,
  ) {}

  stateKey({ agencyId }: PutAgreement | MoveCutOff): string {
    return agencyId;
  }

  async gather(
    tx: Tx,
    commands: readonly Message<PutAgreement | MoveCutOff>[],
  ): Promise<ReadonlyMap<string, AgreementView>> {
    const agencyIds = commands.map(({ event }) => event.agencyId);
    const newest = await this.agreements.newest(tx, agencyIds);
    const views = new Map<string, AgreementView>();
    for (const agencyId of agencyIds) {
      const earliestRegistered = await this.preview.earliestRegistered(tx, agencyId);
      views.set(agencyId, { newest: newest.get(agencyId), earliestRegistered, changedBy: '' });
    }
    return views;
  }

  decide(
    view: AgreementView | undefined,
    { event, now }: Message<PutAgreement | MoveCutOff>,
  ): Decision<AgreementView> {
    return event instanceof MoveCutOff ? move(view, event, now) : put(view, event, now);
  }

  async keep(tx: Tx, changed: readonly AgreementView[]): Promise<void> {
    const versions = changed.flatMap(({ newest, changedBy, sweepFrom }) =>
      newest === undefined ? [] : [{ ...newest, changedBy, sweepFrom }],
    );
    await this.agreements.keep(tx, versions);
    await this.log.note(tx, versions);
    for (const { agencyId, version, validFrom, sweepFrom } of versions) {
      if (sweepFrom !== undefined)
        await this.jobs.add(tx, { agencyId, version, fromDate: sweepFrom }, validFrom);
    }
  }

  committed(): void {
    this.sweeping.wake();
  }
}

/** R04: after an agreement exists, its cut-off date changes only by a move. R11: what was kept while it was inactive goes on when it is activated. */
function put(
  view: AgreementView | undefined,
  { agencyId, settings, changedBy }: PutAgreement,
  now: string,
): Decision<AgreementView> {
  const newest = view?.newest;
  if (newest !== undefined && newest.settings.cutOffDate !== settings.cutOffDate) {
    return {
      reply: {
        kind: 'cut-off-differs',
        cutOffDate: newest.settings.cutOffDate,
      } satisfies AgreementReply,
    };
  }
  const activated = newest !== undefined && !newest.settings.active && settings.active;
  return renewed(view, {
    agencyId,
    settings,
    changedBy,
    now,
    ...(activated && { sweepFrom: settings.cutOffDate }),
  });
}

/** R02, R05: back in time what was kept is asked again; forward only as far as nothing has been transferred. */
function move(
  view: AgreementView | undefined,
  { agencyId, cutOffDate, changedBy }: MoveCutOff,
  now: string,
): Decision<AgreementView> {
  if (view?.newest === undefined) return { reply: { kind: 'unknown' } satisfies AgreementReply };
  const earliest =
    view.earliestRegistered === undefined ? undefined : parseDate(view.earliestRegistered);
  const refusals = refusalsOfCutOffMove(parseDate(cutOffDate), earliest);
  if (refusals.length > 0) return { reply: { kind: 'refused', refusals } satisfies AgreementReply };
  const settings = Object.assign(new AgreementSettings(), view.newest.settings, { cutOffDate });
  return renewed(view, { agencyId, settings, changedBy, now, sweepFrom: cutOffDate });
}

type Renewal = {
  readonly agencyId: string;
  readonly settings: AgreementSettings;
  readonly changedBy: string;
  readonly now: string;
  readonly sweepFrom?: string;
};

function renewed(
  view: AgreementView | undefined,
  { agencyId, settings, changedBy, now, sweepFrom }: Renewal,
): Decision<AgreementView> {
  const version: AgreementVersion = {
    agencyId,
    version: (view?.newest?.version ?? 0) + 1,
    validFrom: now,
    settings,
    traceparent: currentTraceparent(),
  };
  const announced = Object.assign(new AgreementChanged(), {
    agencyId,
    version: version.version,
    agreement: settings,
    validFrom: now,
  });
  const state = {
    newest: version,
    earliestRegistered: view?.earliestRegistered,
    changedBy,
    ...(sweepFrom !== undefined && { sweepFrom }),
  };
  return {
    state,
    announce: [announced],
    reply: { kind: 'kept', version } satisfies AgreementReply,
  };
}
