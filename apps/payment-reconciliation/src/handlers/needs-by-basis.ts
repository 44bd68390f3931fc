import { OfReceivable, type Placed } from '@libs/contracts';
import type { Need } from '@libs/messaging';
import type { BalanceName } from '../persistence/balance-store.js';

/** The stages whose words on a claim an event builds on, so that the library hears of each step in turn. */
export function needsByBasis(event: Placed & BalanceName): readonly Need[] {
  const { agencyId, feeId, basis = {} } = event;
  const ofBalance = (['claim-intake', 'verification'] as const).flatMap((stage) => {
    const number = basis[stage];
    return number === undefined
      ? []
      : [
          {
            source: `/${stage}/${agencyId}`,
            kind: 'balance' as const,
            scope: agencyId,
            key: feeId,
            number,
          },
        ];
  });
  const mapped = basis['receivable-mapper'];
  if (mapped === undefined || !(event instanceof OfReceivable)) return ofBalance;
  return [...ofBalance, { ...raisedNeed(event.receivableId), number: mapped }];
}

export function raisedNeed(receivableId: string): Need {
  return {
    source: '/receivable-mapper',
    kind: 'receivable',
    scope: '',
    key: receivableId,
    number: 1,
  };
}
