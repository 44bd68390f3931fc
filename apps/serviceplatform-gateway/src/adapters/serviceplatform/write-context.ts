import type { Branch } from '@libs/soap';
import type { Lane } from '../../ports/debtor-system.js';
import { ac, type CalledService, cc, ic, k } from './contract.js';
import type { Caller, Credentials } from './security.js';

/** What identifies a call, whatever it is about. */
export type CallIds = {
  readonly requestId: string;
  readonly transactionId: string;
  readonly registeredAt: string;
};

/** The elements that stand first in every request: the platform's contexts, then HovedOplysninger. */
export function contextBranches(
  ids: CallIds,
  lane: Lane,
  { caller, authorityCvr }: Credentials,
  service: CalledService,
): readonly (Branch | undefined)[] {
  return [
    caller && invocationContext(caller, service),
    ...(authorityCvr === undefined ? [] : besideToken(ids, authorityCvr)),
    k('HovedOplysninger', [
      k('TransaktionsId', ids.transactionId),
      k('TransaktionsTid', ids.registeredAt),
      k('RequestId', ids.requestId),
      k('AuthorityContext', [k('MunicipalityCVR', lane.municipalityCvr)]),
    ]),
  ];
}

function invocationContext(caller: Caller, service: CalledService): Branch {
  return ic('InvocationContext', [
    ic('ServiceAgreementUUID', caller.serviceAgreementUuid),
    ic('UserSystemUUID', caller.userSystemUuid),
    ic('UserUUID', caller.userUuid),
    ic('ServiceUUID', service.uuid),
  ]);
}

/** The token says who calls; these say which call it is, and for whom. */
function besideToken({ transactionId }: CallIds, authorityCvr: string): readonly Branch[] {
  return [
    cc('CallContext', [cc('CallersServiceCallIdentifier', transactionId)]),
    ac('AuthorityContext', [ac('MunicipalityCVR', authorityCvr)]),
  ];
}
