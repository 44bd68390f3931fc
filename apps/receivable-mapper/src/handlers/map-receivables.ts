import { Controller } from '@nestjs/common';
import { Agreements, versionKey } from '@libs/agreements';
import {
  ClaimChangeDeclined,
  ClaimDebtorChanged,
  ClaimHeld,
  ClaimReimbursed,
  ClaimReleased,
  ClaimReplacementAssigned,
  ClaimTakenBack,
  ClaimTaskCleared,
  ClaimTaskRaised,
  ClaimWithdrawn,
  ClaimWrittenDown,
} from '@libs/contracts';
import { danishDay, Money, parseInstant, PermanentFailure } from '@libs/kernel';
import {
  nameUuid,
  Takes,
  type Concern,
  type Decider,
  type Decision,
  type Message,
  type Work,
} from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { AgreementSettings } from '../domain/agreement-settings.js';
import { cancel, changeDebtor, reduce, reimburse } from '../domain/change-receivable.js';
import { debtorsOf, raise } from '../domain/map-receivable.js';
import {
  Debtors,
  type DebtorChanged,
  type Raised,
  type Receivable,
  type Step,
  type WrittenDown,
} from '../domain/receivable.js';
import { AccountStore, holderKey, type AccountHolder } from '../persistence/account-store.js';
import { claimKey, ReceivableStore } from '../persistence/receivable-store.js';
import { personsOf, releasedClaimOf } from './claim-words.js';
import { factsOf } from './receivable-facts.js';

type ClaimEvent =
  ClaimReleased | ClaimWrittenDown | ClaimTakenBack | ClaimReimbursed | ClaimDebtorChanged;

/** What one decision looks at; the accounts are those of the batch. */
export type ReceivableView = {
  readonly receivable: Receivable | undefined;
  readonly settings: AgreementSettings | undefined;
  readonly accounts: ReadonlyMap<string, string>;
};

/** Makes receivables of released claims, and of what happens to those afterwards. Never refuses (R32–R48). */
@Controller()
export class MapReceivables implements Decider<ClaimEvent, ReceivableView> {
  constructor(
    private readonly receivables: ReceivableStore,
    private readonly accounts: AccountStore,
    private readonly agreements: Agreements,
  ) {}

  @Takes({
    queue: 'receivable-mapper.claims',
    events: [ClaimReleased, ClaimWrittenDown, ClaimTakenBack, ClaimReimbursed, ClaimDebtorChanged],
    lets: [
      ClaimHeld,
      ClaimWithdrawn,
      ClaimChangeDeclined,
      ClaimTaskRaised,
      ClaimTaskCleared,
      ClaimReplacementAssigned,
    ],
    opens: true,
  })
  take(work: Work<ClaimEvent>): Promise<undefined> {
    return work.by(this);
  }

  stateKey(event: ClaimEvent): string {
    return claimKey(event);
  }

  /** Every decision is told in its receivable's stream. */
  concerns(messages: readonly Message<ClaimEvent>[]): readonly Concern[] {
    return messages.map(({ event }) => ({
      ...{ kind: 'receivable', scope: '', key: receivableIdOf(event) },
      mode: 'exclusive',
    }));
  }

  async gather(
    tx: Tx,
    messages: readonly Message<ClaimEvent>[],
  ): Promise<ReadonlyMap<string, ReceivableView>> {
    const events = messages.map(({ event }) => event);
    const [receivables, accounts] = await Promise.all([
      this.receivables.find(tx, events),
      this.accounts.of(tx, events.flatMap(holderOf)),
    ]);
    const versions = events.flatMap((event) => versionOf(event, receivables.get(claimKey(event))));
    const agreements = await this.agreements.versions(tx, versions);
    const views = new Map<string, ReceivableView>();
    for (const event of events) {
      const receivable = receivables.get(claimKey(event));
      const [version] = versionOf(event, receivable);
      const agreement = version && agreements.get(versionKey(version.agencyId, version.version));
      const settings = agreement
        ? termsOf(agreement.settings)
        : views.get(claimKey(event))?.settings; // a change may stand beside its own release
      views.set(claimKey(event), { receivable, settings, accounts });
    }
    return views;
  }

  decide(view: ReceivableView | undefined, message: Message<ClaimEvent>): Decision<ReceivableView> {
    if (view === undefined) return {};
    const { receivable, outcome } = step(view, message);
    return {
      state: { ...view, receivable },
      announce: factsOf(outcome, { ...message.event.basis, verification: message.number ?? 0 }),
    };
  }

  async keep(tx: Tx, changed: readonly ReceivableView[]): Promise<void> {
    const receivables = changed.flatMap(({ receivable }) =>
      receivable === undefined ? [] : [receivable],
    );
    if (receivables.length > 0) await this.receivables.keep(tx, receivables);
  }
}

function step(
  view: ReceivableView,
  { event, id, now }: Message<ClaimEvent>,
): Step<Raised | WrittenDown | DebtorChanged> {
  const { receivable, settings } = view;
  const receivableId = receivable?.receivableId ?? receivableIdOf(event);
  if (event instanceof ClaimReleased) {
    const ids = { receivableId, ...idsOf(view, event, [receivableId]) };
    return raise(receivable, releasedClaimOf(event), agreed(settings), {
      ids,
      today: danishDay(parseInstant(now)),
    });
  }
  if (event instanceof ClaimDebtorChanged) {
    const asked = {
      changeId: event.changeId,
      changeType: event.changeType,
      persons: personsOf(event.personal),
      liable: event.liable,
    };
    return changeDebtor(
      receivable,
      { ...asked, ...idsOf(view, event, [receivableId, id]) },
      agreed(settings),
    );
  }
  const asked = {
    changeId: event.changeId,
    changeType: event.changeType,
    reductionId: nameUuid('reduction', receivableId, id),
  };
  if (event instanceof ClaimTakenBack) return cancel(receivable, asked);
  const amount = Money.fromKroner(event.amount);
  return event instanceof ClaimReimbursed
    ? reimburse(receivable, { ...asked, amount })
    : reduce(receivable, { ...asked, amount });
}

function receivableIdOf({ agencyId, feeId }: ClaimEvent): string {
  return nameUuid('receivable', agencyId, feeId);
}

function agreed(settings: AgreementSettings | undefined): AgreementSettings {
  if (settings === undefined)
    throw new PermanentFailure(
      'agreement.unknown',
      'The claim names a version of an agreement that has not been heard of.',
    );
  return settings;
}

/** A liability is named by its receivable and by the change that made it: nothing personal goes into a UUID. */
function idsOf(
  { accounts }: ReceivableView,
  event: ClaimReleased | ClaimDebtorChanged,
  named: readonly string[],
): { accountId: string; liabilityId: string } {
  const [holder] = holderOf(event);
  const accountId = (holder && accounts.get(holderKey(holder))) ?? nameUuid('no account', ...named);
  return { accountId, liabilityId: nameUuid('liability', ...named) };
}

/** R16: an account belongs to whoever made the loan. */
function holderOf(event: ClaimEvent): AccountHolder[] {
  if (!(event instanceof ClaimReleased || event instanceof ClaimDebtorChanged)) return [];
  const debtors = debtorsOf({ persons: personsOf(event.personal), liable: 'borrower' }, false);
  return debtors instanceof Debtors
    ? [{ agencyId: event.agencyId, identifier: debtors.account.identifier }]
    : [];
}

function versionOf(
  event: ClaimEvent,
  receivable: Receivable | undefined,
): { agencyId: string; version: number }[] {
  const version =
    event instanceof ClaimReleased ? event.agreementVersion : receivable?.agreementVersion;
  return version === undefined ? [] : [{ agencyId: event.agencyId, version }];
}

function termsOf(settings: AgreementSettings & object): AgreementSettings {
  const { claimTypes, feeDueDays, sendPNumber, specificationText } = settings;
  return { claimTypes, feeDueDays, sendPNumber, specificationText };
}
