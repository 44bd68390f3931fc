import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spansInMemory, startTracing, type Tracing } from '@libs/observability';
import { Street } from '../journeys/street.fixture.js';

const spans = spansInMemory();
let tracing: Tracing;
let street: Street;

beforeAll(async () => {
  tracing = startTracing({
    ...{ service: 'street', instance: 'test', sampleRatio: 1 },
    exporter: spans.exporter,
  });
  street = await Street.open();
});
afterAll(async () => {
  await street.close();
  await tracing.stop();
});

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const libraryId = '00f067aa0ba902b7';

function stepsSeen(): readonly string[] {
  return spansOfClaim().map(
    ({ name, attributes }) =>
      `${String(attributes['debitorbro.service'] ?? '')} ${String(attributes['cloudevents.event_type'] ?? name)}`,
  );
}

const spansOfClaim = () => spans.ended().filter((span) => span.spanContext().traceId === traceId);

describe("a claim's way", () => {
  it("is one trace from the library's event to the debtor system's answer, through its second attempt", async () => {
    const agency = await street.agency();
    await agency.desk.behave({ manner: 'fault', next: 1 });
    const fee = agency.fee();

    await agency.tell({ ...fee.created(), traceparent: `00-${traceId}-${libraryId}-01` });
    await fee.stands('accepted');

    const steps = [
      'claim-intake dk.debitorbro.balance.created.v1',
      'verification dk.debitorbro.claim.registered.v1',
      'receivable-mapper dk.debitorbro.claim.released.v1',
      'serviceplatform-gateway dk.debitorbro.receivable.raised.v1',
      ' send charge',
      'payment-reconciliation dk.debitorbro.receivable.accepted.v1',
    ];
    await street.eventually(() => {
      expect(stepsSeen()).toEqual(expect.arrayContaining(steps));
    });
    const ids = new Set([libraryId, ...spansOfClaim().map((span) => span.spanContext().spanId)]);
    const orphans = spansOfClaim().filter(
      ({ parentSpanContext }) => !ids.has(parentSpanContext?.spanId ?? ''),
    );
    expect(orphans.map(({ name }) => name)).toEqual([]);
    const sent = spansOfClaim().filter(({ name }) => name === 'send charge');
    expect(sent.map(({ attributes }) => attributes['debitorbro.attempt'])).toEqual([1, 2]);
    const first = spansOfClaim().find(
      ({ attributes }) => attributes['debitorbro.subject'] === fee.feeId,
    );
    expect(first?.parentSpanContext?.spanId).toBe(libraryId);
  });
});
