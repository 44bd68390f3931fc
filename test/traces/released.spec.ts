import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@libs/testing';
import type { KeptSpan } from '../../deploy/local/traces/kept-span.js';
import { WatchedStack, type TracedFee } from './watched-stack.fixture.js';
import { back, find, tracesOf, way, wayWith, wholeWay, type Step } from './way.fixture.js';

jest.setTimeout(300_000);

const withinMs = 30_000;
const cutOffDate = '2025-01-01';
const byHand = { cutOffDate, verification: { mode: 'manual' } };
const byTime = { cutOffDate, verification: { mode: 'automatic', afterDays: 30 } };
const unverified = { cutOffDate, verification: { mode: 'none' } };
const [taken, judged] = way;
const end: Step = ['payment-reconciliation', 'dk.debitorbro.receivable.accepted.v1'];

let stack: WatchedStack;

beforeAll(async () => {
  stack = await WatchedStack.open();
});
afterAll(async () => {
  await stack.close();
});

/** A compensation that a claim's verification keeps from going on. */
async function heldCompensation(): Promise<TracedFee> {
  const creationDate = new Date().toISOString().slice(0, 10);
  const fee = await stack.tell({
    other: { type: 'compensation', acknowledged: false, creationDate },
  });
  await stands(fee, 'awaiting-verification');
  return fee;
}

async function stands(fee: TracedFee, wanted: string): Promise<void> {
  await eventually(
    async () => {
      expect((await stack.standing(fee))['transfer']).toBe(wanted);
    },
    { withinMs },
  );
}

/** @returns the span that let it go on, of the claim's one trace, whose every step is the child of the one before it */
async function releasedBy(own: Step, after: Step | undefined, fee: TracedFee): Promise<KeptSpan> {
  await stack.isAccepted(fee);
  const steps = wayWith(own, after);
  const spans = await wholeWay(stack, fee, steps);
  expect(back(spans, find(spans, end)[0])).toEqual(steps);
  expect([...tracesOf(stack, fee)]).toEqual([fee.traceId]);
  const [released] = find(spans, own);
  if (released === undefined) throw new Error(`No ${own.join(' ')}.`);
  return released;
}

describe("a claim's way goes on in its one trace", () => {
  it('after it was kept until the cut-off date moved, and leads to who moved it', async () => {
    const loan = { loanId: 'l1', loanDate: '2025-10-01', dueDate: '2025-11-01' };
    const fee = await stack.tell({ other: { creationDate: '2025-12-01', loan } });
    await stands(fee, 'before-cut-off');
    const moved = await stack.ask('claim-intake', `/agreements/${fee.agencyId}/cut-off`, {
      body: { cutOffDate },
    });
    const swept = await releasedBy(['claim-intake', 'SweepClaim'], taken, fee);
    expect(swept.links).toEqual([moved]);
  });

  it('after it was held until the agreement changed, and leads to who changed it', async () => {
    await stack.agree(byHand);
    const fee = await heldCompensation();
    const changed = await stack.agree(unverified);
    const looked = await releasedBy(['verification', 'LookAgain'], judged, fee);
    expect(looked.links).toEqual([changed]);
  });

  it('after it was held until staff verified it, and leads to their request', async () => {
    await stack.agree(byHand);
    const fee = await heldCompensation();
    const asked = await stack.ask('verification', `/held/${fee.agencyId}/${fee.feeId}/verify`);
    const verified = await releasedBy(['verification', 'VerifyByHand'], judged, fee);
    expect(verified.links).toEqual([asked]);
  });

  it('after it was held until its time came, and leads to the batch that it went in', async () => {
    await stack.agree(byTime);
    const fee = await heldCompensation();
    await stack.sql(
      'verification',
      `UPDATE claim SET creation_date = creation_date - 60 WHERE fee_id = '${fee.feeId}'`,
    );
    const looked = await releasedBy(['verification', 'LookAgain'], judged, fee);
    const batches = stack.spans().filter(({ traceId }) => looked.links?.includes(traceId));
    expect(batches.map(({ name }) => name)).toContain('batch local');
  });

  it('after it was rejected and staff had it sent again, and leads to their request', async () => {
    await stack.control('behave', { manner: 'reject', next: 1 });
    const fee = await stack.tell();
    await stands(fee, 'rejected');
    const [delivery] = await stack.sql(
      'serviceplatform-gateway',
      `SELECT delivery_id FROM delivery WHERE fee_id = '${fee.feeId}'`,
    );
    const path = `/deliveries/${String(delivery?.['delivery_id'])}/resend`;
    const asked = await stack.ask('serviceplatform-gateway', path);
    await stack.isAccepted(fee);
    const again: Step = ['serviceplatform-gateway', 'Resend'];
    const spans = await wholeWay(stack, fee, [...way, again]);
    expect(find(spans, again).map(({ links }) => links)).toEqual([[asked]]);
    expect([...tracesOf(stack, fee)]).toEqual([fee.traceId]);
  });

  it('with a change of its patron, and leads to the trace in which that was told', async () => {
    const fee = await stack.tell();
    await stack.isAccepted(fee);
    const told = await stack.tellOfPatron(fee, { personIdentifier: '0201500999' });
    const steps: readonly Step[] = [
      ...(taken === undefined ? [] : [taken]),
      ['claim-intake', 'TellClaim'],
      ['verification', 'dk.debitorbro.claim.identity-changed.v1'],
      ['receivable-mapper', 'dk.debitorbro.claim.debtor-changed.v1'],
      ['serviceplatform-gateway', 'dk.debitorbro.receivable.debtor-changed.v1'],
      ['serviceplatform-gateway', 'send debtor-change'],
    ];
    await wholeWay(stack, fee, [...way, ...steps]);
    const spans = await stack.trace(fee.traceId, (all) => {
      expect(find(all, end)).toHaveLength(2); // of the charge, and of the change
    });
    const [sent] = find(spans, ['serviceplatform-gateway', 'send debtor-change']);
    expect(back(spans, sent)).toEqual(steps);
    const answers = find(spans, end);
    expect(answers.map((answer) => back(spans, answer))).toEqual(
      expect.arrayContaining([way, [...steps, ['serviceplatform-gateway', 'AttemptEnded'], end]]),
    );
    expect(find(spans, ['claim-intake', 'TellClaim'])[0]?.links).toEqual([told]);
    expect([...tracesOf(stack, fee)]).toEqual([fee.traceId]);
  });
});

it('nothing of a person is in any span', () => {
  const received = stack.received();
  for (const planted of ['Gunhild', 'Prøvesen', 'Prøvevej', 'Æblerne'])
    expect(received).not.toContain(planted);
  expect(received).not.toMatch(/"[0-3]\d[01]\d{3}[-]?\d{4}"/);
});
