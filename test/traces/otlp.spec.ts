import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@libs/testing';
import type { KeptSpan } from '../../deploy/local/traces/kept-span.js';
import { parkedFee } from './parking.fixture.js';
import { runTrace } from './run-trace.fixture.js';
import { WatchedStack, type TracedFee } from './watched-stack.fixture.js';
import { back, find, tracesOf, way, wholeWay, type Step } from './way.fixture.js';

jest.setTimeout(300_000);

let stack: WatchedStack;

beforeAll(async () => {
  stack = await WatchedStack.open();
});
afterAll(async () => {
  await stack.close();
});

describe("a claim's way", () => {
  it('is one trace, each step the child of the one before it', async () => {
    const fee = await stack.tell();
    await stack.isAccepted(fee);
    const spans = await wholeWay(stack, fee);
    const [end] = find(spans, ['payment-reconciliation', 'dk.debitorbro.receivable.accepted.v1']);
    expect(back(spans, end)).toEqual(way);
    const [first] = find(spans, ['claim-intake', 'dk.debitorbro.balance.created.v1']);
    expect(first?.parentId).toBe(fee.libraryId);
    expect([...tracesOf(stack, fee)]).toEqual([fee.traceId]);
    expect(spans.filter(({ failed }) => failed)).toEqual([]);
  });

  it('says by the messaging conventions what was handled, and whose it is', async () => {
    const fee = await stack.tell();
    const spans = await wholeWay(stack, fee);
    const [released] = find(spans, ['receivable-mapper', 'dk.debitorbro.claim.released.v1']);
    expect(released?.name).toBe('process receivable-mapper.claims');
    expect(released?.attributes).toMatchObject({
      'messaging.system': 'rabbitmq',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'receivable-mapper.claims',
      'messaging.message.id': expect.any(String),
      'debitorbro.agency': fee.agencyId,
      'debitorbro.subject': fee.feeId,
      'debitorbro.municipality': '615',
      'debitorbro.claim_type': 'fee',
    });
    const [sent] = find(spans, ['serviceplatform-gateway', 'send charge']);
    expect(sent?.attributes).toMatchObject({
      'debitorbro.agency': fee.agencyId,
      'debitorbro.municipality': '615',
      'debitorbro.claim_type': 'fee',
      'debitorbro.attempt': '1',
      'debitorbro.receipt': 'accepted',
      'server.address': '127.0.0.1',
    });
    const [called] = find(spans, ['serviceplatform-gateway', 'call register']);
    expect(called?.parentId).toBe(sent?.spanId);
    const whose = {
      'debitorbro.agency': fee.agencyId,
      'debitorbro.subject': fee.feeId,
      'debitorbro.municipality': '615',
    };
    const [ended] = find(spans, ['serviceplatform-gateway', 'AttemptEnded']);
    expect(ended?.attributes).toMatchObject(whose);
    expect(ended?.attributes).not.toHaveProperty(['messaging.system']);
    const [accepted] = find(spans, [
      'payment-reconciliation',
      'dk.debitorbro.receivable.accepted.v1',
    ]);
    expect(accepted?.attributes).toMatchObject({ 'debitorbro.agency': fee.agencyId });
  });

  it('is linked to by the batches that it went in, whose statements show', async () => {
    const fee = await stack.tell();
    await wholeWay(stack, fee);
    await eventually(() => {
      const all = stack.spans();
      const batches = all.filter(({ links = [] }) => links.includes(fee.traceId));
      expect(new Set(batches.map(({ name }) => name))).toEqual(
        new Set([
          ...['batch claim-intake.balances', 'batch verification.claims'],
          ...['batch receivable-mapper.claims', 'batch serviceplatform-gateway.receivables'],
          ...['batch payment-reconciliation.claims', 'batch local'],
        ]),
      );
      const [one] = batches;
      const within = all.filter(({ parentId }) => parentId === one?.spanId);
      expect(within.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['lock', 'look', 'decide', 'save']),
      );
      const inDatabase = within.filter(
        ({ attributes }) => attributes['db.system.name'] === 'postgresql',
      );
      expect(inDatabase.map(({ name }) => name).toSorted()).toEqual(
        within
          .map(({ name }) => name)
          .filter((name) => name !== 'decide')
          .toSorted(),
      );
    });
  });

  it('goes on in its trace after a retry, which shows', async () => {
    await stack.control('behave', { manner: 'fault', next: 1 });
    const fee = await stack.tell();
    await stack.isAccepted(fee);
    const spans = await wholeWay(stack, fee);
    const sent = find(spans, ['serviceplatform-gateway', 'send charge']);
    const seen = sent.map(({ attributes, failed }) => [
      attributes['debitorbro.attempt'],
      attributes['debitorbro.receipt'],
      failed,
    ]);
    expect(seen.toSorted()).toEqual([
      ['1', 'fault', true],
      ['2', 'accepted', false],
    ]);
  });

  it('goes on in its trace after its messages have waited for one before them', async () => {
    const type = 'dk.debitorbro.balance.amount-changed.v1';
    const data = { reason: 'correction', amount: '200.00' };
    const fee = await stack.tell({ also: [{ id: 'change', sequence: '2', type, data }] });
    await stack.isAccepted(fee);
    await wholeWay(stack, fee, [...way, ['claim-intake', type]]);
  });

  it('goes on in its trace after a service was away', async () => {
    const fees: TracedFee[] = [];
    await stack.crash('verification', async () => {
      for (let count = 0; count < 5; count += 1) fees.push(await stack.tell());
    });
    for (const fee of fees) {
      await stack.isAccepted(fee);
      await wholeWay(stack, fee);
      expect([...tracesOf(stack, fee)]).toEqual([fee.traceId]);
    }
  });

  it('goes on in its trace after it was parked and let through again, and leads to who did that', async () => {
    const { fee, parkedId } = await parkedFee(stack);
    const asked = await stack.ask('verification', `/parked/${parkedId}/replay`);
    await goesOnFrom(asked, fee);
  });

  it('goes on in its trace after it was parked and edited without naming one, and leads to who did that', async () => {
    const { fee, parkedId } = await parkedFee(stack);
    const opened = await stack.read('verification', `/parked/${parkedId}/body`);
    const { traceparent, ...body } = JSON.parse(String(opened['text'])) as Record<string, unknown>;
    expect(traceparent).toContain(fee.traceId);
    const asked = await stack.ask('verification', `/parked/${parkedId}`, { method: 'PUT', body });
    await goesOnFrom(asked, fee);
  });
});

/** Its one trace has the failures and, linked to the operator's request, what let it go on. */
async function goesOnFrom(asked: string, fee: TracedFee): Promise<void> {
  await stack.isAccepted(fee);
  const spans = await wholeWay(stack, fee);
  const handled = find(spans, ['verification', 'dk.debitorbro.claim.registered.v1']);
  const failures = handled.filter(({ failed }) => failed);
  expect(failures.length).toBeGreaterThan(0);
  expect(failures.flatMap(({ links = [] }) => links)).toEqual([]);
  expect(handled.filter(({ failed }) => !failed).map(({ links }) => links)).toEqual([[asked]]);
  const [end] = find(spans, ['payment-reconciliation', 'dk.debitorbro.receivable.accepted.v1']);
  expect(back(spans, end)).toEqual(way);
  expect([...tracesOf(stack, fee)]).toEqual([fee.traceId]);
}

const entered: Step = ['payment-reconciliation', 'dk.debitorbro.receivable.covered.v1'];

/** The trace of a fee's one payment, found as an operator does: by the fee's id. */
function paymentOf(fee: TracedFee): Promise<readonly KeptSpan[]> {
  return eventually(
    () => {
      const found = [...tracesOf(stack, fee)].filter((traceId) => traceId !== fee.traceId);
      expect(found).toHaveLength(1);
      const spans = stack.spans().filter(({ traceId }) => found.includes(traceId));
      expect(spans.filter(({ parentId }) => parentId === undefined)).toHaveLength(1);
      return spans;
    },
    { withinMs: 30_000 },
  );
}

async function paid(): Promise<TracedFee> {
  const fee = await stack.tell();
  await stack.isAccepted(fee);
  await wholeWay(stack, fee);
  await stack.pay(fee);
  return fee;
}

describe("a payment's way", () => {
  it("is a trace of its own, found for its fee, that leads to the claim's", async () => {
    const fee = await paid();
    const spans = await paymentOf(fee);
    const [end] = find(spans, entered);
    expect(back(spans, end)).toEqual([
      ['serviceplatform-gateway', expect.stringMatching('^POST ')],
      ['serviceplatform-gateway', 'MovementReported'],
      entered,
    ]);
    expect(end?.attributes).toMatchObject({
      'debitorbro.subject': fee.feeId,
      'debitorbro.agency': fee.agencyId,
      'debitorbro.municipality': '615',
    });
    const linked = spans.filter(({ links = [] }) => links.includes(fee.traceId));
    expect(linked).toEqual(find(spans, ['serviceplatform-gateway', 'MovementReported']));
  });
});

describe('npm run trace', () => {
  it("draws a fee's claim and its payment, each whole, and nothing else", async () => {
    const fee = await paid();
    const payment = await paymentOf(fee);
    const drawn = await runTrace(fee.feeId, stack.tracesFile);
    const traces = drawn.split('\n\n').filter((text) => text.trim() !== '');
    expect(traces.map((text) => /^trace ([0-9a-f]{32}), /.exec(text)?.[1])).toEqual([
      fee.traceId,
      payment[0]?.traceId,
    ]);
    const [claim, money] = traces;
    for (const step of ['claim-intake: balance.created', 'serviceplatform-gateway: send charge'])
      expect(claim).toContain(step);
    expect(money).toMatch(
      /\nserviceplatform-gateway: POST .*\n {2}serviceplatform-gateway: MovementReported .*\n {4}payment-reconciliation: receivable.covered /,
    );
  });

  it('says so when nothing of a fee was kept', async () => {
    await expect(runTrace('nobody', stack.tracesFile)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing of a balance nobody'),
    });
  });
});

describe('of a trace that the library does not have kept', () => {
  it('errors are sent, and nothing else', async () => {
    await stack.control('behave', { manner: 'fault', next: 1 });
    const fee = await stack.tell({ sampled: false });
    await stack.isAccepted(fee);
    const spans = await stack.trace(fee.traceId, (seen) => {
      expect(seen).toHaveLength(2);
    });
    expect(spans.map(({ name, failed }) => [name, failed]).toSorted()).toEqual([
      ['call register', true],
      ['send charge', true],
    ]);
  });

  it('a message that can not be read shows all the same', async () => {
    const fee = await stack.tell({ sampled: false, other: { amount: 'a lot' } });
    const spans = await stack.trace(fee.traceId, (seen) => {
      expect(seen).toHaveLength(1);
    });
    expect(spans[0]).toMatchObject({
      service: 'claim-intake',
      failed: true,
      attributes: { 'error.type': expect.stringContaining('message.') },
    });
  });
});

it('nothing of a person is in any span', () => {
  const received = stack.received();
  expect(received.length).toBeGreaterThan(10_000);
  for (const planted of ['Gunhild', 'Prøvesen', 'Prøvevej', 'Æblerne'])
    expect(received).not.toContain(planted);
  expect(received).not.toMatch(/"[0-3]\d[01]\d{3}[-]?\d{4}"/);
});
