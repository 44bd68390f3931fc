import { describe, expect, it } from '@jest/globals';
import type { Database } from '@libs/persistence';
import { KeySet, Sealer } from '@libs/sealing';
import type { KeptDelivery } from '../persistence/delivery-rows.js';
import type { DeliveryStore } from '../persistence/delivery-store.js';
import {
  type DebtorSystem,
  type LiabilityClosing,
  type Outcome,
  RegistrationPersonal,
  type RegistrationRequest,
} from '../ports/debtor-system.js';
import { sealFrozen } from './frozen-request.js';
import { SendDelivery } from './send-delivery.js';

const key = { kty: 'oct', kid: 'k', k: Buffer.alloc(32, 7).toString('base64url') };
const sealer = new Sealer(KeySet.fromJwks(JSON.stringify({ keys: [key] }), 'sealing'));
const lane = { municipalityCode: '615', municipalityCvr: '29189889', endpoint: 'http://127.0.0.1' };
const at = '2026-11-23T08:00:00Z';
const accepted: Outcome = { kind: 'accepted', at };

function rejected(kind: 'already-exists' | 'other'): Outcome {
  return { kind: 'rejected', at, reasons: [{ kind, code: 'c', title: 't' }] };
}

/** A changed debtor: a new liability, then the end of the former one. */
function aDebtorChange(): KeptDelivery {
  const base = { transactionId: crypto.randomUUID(), registeredAt: at };
  const receivableId = crypto.randomUUID();
  const liability = { liabilityId: crypto.randomUUID(), receivableId, from: '2026-11-23' };
  const account = { accountId: crypto.randomUUID() };
  const former = { accountId: crypto.randomUUID(), liabilityId: crypto.randomUUID() };
  const frozen = sealFrozen(sealer, 'd1', {
    registration: {
      ...base,
      ...account,
      liability,
      writeDowns: [],
      personal: RegistrationPersonal.of({}),
    },
    closing: { ...base, ...former, to: '2026-11-23' },
  });
  const delivery = { deliveryId: 'd1', requestId: crypto.randomUUID(), attempts: 1, carries: [] };
  return { delivery: { ...delivery, municipalityCode: '615' }, frozen } as unknown as KeptDelivery;
}

async function attempt(kept: KeptDelivery, answer: Outcome) {
  const calls: (RegistrationRequest | LiabilityClosing)[] = [];
  const debtorSystem = {
    register: (request: RegistrationRequest) => {
      calls.push(request);
      return Promise.resolve(answer);
    },
    closeLiability: (closing: LiabilityClosing) => {
      calls.push(closing);
      return Promise.resolve(accepted);
    },
  } as unknown as DebtorSystem;
  const none = {} as unknown as DeliveryStore & Database;
  const sent = await new SendDelivery(debtorSystem, none, none, sealer).send(kept, lane);
  return { calls, outcome: sent.outcome.kind };
}

describe('a changed debtor', () => {
  it('R31 ends the former liability by a call of its own, whose id every attempt repeats', async () => {
    const kept = aDebtorChange();

    const [first, second] = [await attempt(kept, accepted), await attempt(kept, accepted)];

    const [registration, closing] = first.calls;
    expect(first.calls).toHaveLength(2);
    expect(registration?.requestId).toBe(kept.delivery.requestId);
    expect(closing?.requestId).not.toBe(registration?.requestId);
    expect(second.calls.map(({ requestId }) => requestId)).toEqual(
      first.calls.map(({ requestId }) => requestId),
    );
  });

  it('R31 ends the former liability also when the new one turns out to be there already', async () => {
    const { calls, outcome } = await attempt(aDebtorChange(), rejected('already-exists'));

    expect(calls).toHaveLength(2);
    expect(outcome).toBe('accepted');
  });

  it('R31 leaves the former liability while the new one is refused', async () => {
    const { calls, outcome } = await attempt(aDebtorChange(), rejected('other'));

    expect(calls).toHaveLength(1);
    expect(outcome).toBe('rejected');
  });
});
