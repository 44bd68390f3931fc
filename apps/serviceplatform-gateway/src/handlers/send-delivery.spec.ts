import { describe, expect, it } from '@jest/globals';
import { TransientFailure } from '@libs/kernel';
import { Log, spansInMemory, startTracing } from '@libs/observability';
import type { Database } from '@libs/persistence';
import { KeySet, Sealer } from '@libs/sealing';
import type { FrozenDelivery } from '../persistence/delivery-rows.js';
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

function kept(
  deliveryId: string,
  told: { message: string; position: number; receivableId: string; carries?: readonly string[] },
  frozen: string,
): FrozenDelivery {
  const delivery = {
    deliveryId,
    requestId: crypto.randomUUID(),
    attempts: 1,
    carries: [],
    ...told,
  };
  return {
    delivery: { ...delivery, municipalityCode: '615' },
    frozen,
  } as unknown as FrozenDelivery;
}

/** A reduction that was told of before (1) or after (3) the debtor change (2) that its charge was corrected with. */
function aReduction(position: 1 | 3, change: FrozenDelivery) {
  const { receivableId, deliveryId } = change.delivery;
  const charge = { message: 'charge', position: 0, receivableId, carries: [deliveryId] };
  const accountId = crypto.randomUUID();
  const frozen = sealFrozen(sealer, 'r1', {
    registration: {
      ...{ transactionId: crypto.randomUUID(), registeredAt: at, accountId },
      writeDowns: [
        { writeDownId: crypto.randomUUID(), receivableId, kind: 'reduction', amountOre: 3_000 },
      ],
      personal: RegistrationPersonal.of({}),
    },
  });
  const reduction = kept('r1', { message: 'reduction', position, receivableId }, frozen);
  return { accountId, reduction, line: [kept('c1', charge, ''), reduction, change] };
}

/** A changed debtor: a new liability, then the end of the former one. */
function aDebtorChange(): FrozenDelivery {
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
  return kept('d1', { message: 'debtor-change', position: 2, receivableId }, frozen);
}

function logInto(lines: string[]): Log {
  const write = (line: string): number => lines.push(line);
  return Log.to({ service: 'serviceplatform-gateway', instance: 'a', level: 'debug', write });
}

async function attempt(
  delivery: FrozenDelivery,
  answer: Outcome,
  line: readonly FrozenDelivery[] = [],
) {
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
  const deliveries = {
    ofReceivables: () => Promise.resolve(new Map([[delivery.delivery.receivableId, line]])),
    find: (_: unknown, ids: readonly string[]) =>
      Promise.resolve(line.filter((one) => ids.includes(one.delivery.deliveryId))),
  } as unknown as DeliveryStore;
  const database = {} as unknown as Database;
  const sending = new SendDelivery(debtorSystem, deliveries, database, sealer, logInto([]));
  const sent = await sending.send(delivery, lane);
  return { calls, outcome: sent.outcome.kind };
}

describe('a changed debtor', () => {
  it('R31 ends the former liability by a call of its own, whose id every attempt repeats', async () => {
    const change = aDebtorChange();

    const [first, second] = [await attempt(change, accepted), await attempt(change, accepted)];

    const [registration, closing] = first.calls;
    expect(first.calls).toHaveLength(2);
    expect(registration?.requestId).toBe(change.delivery.requestId);
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

describe('a write-down', () => {
  it('R31 that was held back behind a rejected charge follows it to the account it was corrected with', async () => {
    const change = aDebtorChange();
    const { reduction, line } = aReduction(1, change);

    const { calls } = await attempt(reduction, accepted, line);

    const moved = await attempt(change, accepted);
    expect(calls[0]?.accountId).toBe(moved.calls[0]?.accountId);
    expect(calls[0]).not.toHaveProperty('liability');
  });

  it('R31 that came after the correction goes where it was told to', async () => {
    const { reduction, line, accountId } = aReduction(3, aDebtorChange());

    const { calls } = await attempt(reduction, accepted, line);

    expect(calls[0]?.accountId).toBe(accountId);
  });
});

describe('what can not be sent', () => {
  it('is warned of once, in the trace of its claim', async () => {
    const spans = spansInMemory();
    const tracing = startTracing({ ...spans, service: 's', instance: 'a', sampleRatio: 1 });
    const lines: string[] = [];
    const hindered = new TransientFailure('certificate.unusable', 'The certificate has expired.');
    const debtorSystem = { register: () => Promise.reject(hindered) } as unknown as DebtorSystem;
    const deliveries = { ofReceivables: () => Promise.resolve(new Map()) };
    const sending = new SendDelivery(
      debtorSystem,
      deliveries as unknown as DeliveryStore,
      {} as unknown as Database,
      sealer,
      logInto(lines),
    );
    const claim = 'c'.repeat(32);
    const change = { ...aDebtorChange(), agencyId: 'DK-761500' };
    const traceparent = `00-${claim}-${'1'.repeat(16)}-01`;

    await expect(sending.send({ ...change, traceparent }, lane)).rejects.toBe(hindered);
    const sendingSpan = spans.ended().find(({ name }) => name === 'send debtor-change');
    await tracing.stop();

    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        ...{ level: 'warn', message: 'Nothing can be sent to a municipality' },
        ...{ municipality: '615', agency: 'DK-761500', deliveryId: 'd1', kind: 'debtor-change' },
        ...{ code: 'certificate.unusable', trace_id: claim },
        span_id: sendingSpan?.spanContext().spanId,
      }),
    ]);
  });
});
