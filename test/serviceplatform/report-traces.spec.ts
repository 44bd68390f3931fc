import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spansInMemory, startTracing, type Tracing } from '@libs/observability';
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Municipality, Raised } from './mapper.fixture.js';
import { paymentsMessage, ReportSender } from './report-sender.fixture.js';
import { World } from './world.fixture.js';

const route = '/DaekningAfskrivningRegistreringAfsend/1';
const spans = spansInMemory();
let tracing: Tracing;
let world: World;
let town: Municipality;
let sender: ReportSender;

beforeAll(async () => {
  tracing = startTracing({ ...spans, service: 'gateway', instance: 'a', sampleRatio: 1 });
  world = await World.open('context');
  town = await world.municipality('kmd-opus');
  sender = new ReportSender(world.certificates, () => world.callbackUrl);
});
afterAll(async () => {
  await world.close();
  await tracing.stop();
});
beforeEach(() => {
  spans.forget();
});

const twoIds = (): string[] => [crypto.randomUUID(), crypto.randomUUID()];
const isDoor = ({ kind }: ReadableSpan): boolean => kind === SpanKind.SERVER;
const isJudged = ({ attributes }: ReadableSpan): boolean =>
  attributes['cloudevents.event_type'] === 'MovementReported';

/** All of a trace in which the platform's call has ended. */
function reportTrace(): Promise<readonly ReadableSpan[]> {
  return world.eventually(() => {
    const door = spans.ended().find(isDoor);
    if (door === undefined) throw new Error('No call has ended.');
    return ofTrace(door.spanContext().traceId);
  });
}

const ofTrace = (traceId: string): readonly ReadableSpan[] =>
  spans.ended().filter((span) => span.spanContext().traceId === traceId);

async function accepted(): Promise<Raised> {
  const raised = await world.mapper.raise(town);
  await world.eventually(() => {
    expect(world.ear.answersOn(raised.receivableId)).toEqual(['accepted']);
  });
  spans.forget();
  return raised;
}

async function reported(also: Readonly<Record<string, string>> = {}): Promise<void> {
  const message = paymentsMessage(await accepted(), twoIds());
  expect(await sender.post(message, world.certificates.caller, also)).toMatchObject({
    status: 200,
  });
}

describe('a report at the door that TLS guards', () => {
  it('is one trace from the call on, however many movements it tells of', async () => {
    await reported();

    const trace = await reportTrace();
    const [door] = trace.filter(isDoor);
    expect(trace.filter(({ parentSpanContext }) => parentSpanContext === undefined)).toEqual([
      door,
    ]);
    expect(door).toMatchObject({
      name: `POST ${route}`,
      attributes: {
        'http.request.method': 'POST',
        'http.route': route,
        'http.response.status_code': 200,
        'url.scheme': 'https',
      },
    });
    expect(spans.ended().filter(isJudged)).toEqual(trace.filter(isJudged));
    expect(
      trace.filter(isJudged).map(({ parentSpanContext }) => parentSpanContext?.spanId),
    ).toEqual([door?.spanContext().spanId, door?.spanContext().spanId]);
  });

  it("goes on in the platform's trace where that names one", async () => {
    const [traceId, spanId] = [16, 8].map((bytes) => randomBytes(bytes).toString('hex'));
    await reported({ traceparent: `00-${String(traceId)}-${String(spanId)}-01` });

    const trace = await reportTrace();
    const [door] = trace.filter(isDoor);
    expect(door?.parentSpanContext).toMatchObject({ traceId, spanId });
    expect(trace.filter(isJudged)).toHaveLength(2);
  });

  it('shows as well when it is turned away', async () => {
    const message = paymentsMessage(await accepted(), twoIds());
    await sender.post(message, world.certificates.platform);

    const [door] = (await reportTrace()).filter(isDoor);
    expect(door?.attributes).toMatchObject({
      'http.route': route,
      'http.response.status_code': 403,
    });
    expect(spans.ended().filter(isJudged)).toEqual([]);
  });

  it('is measured by its route, and what else is asked for by the pattern only', async () => {
    const before = await measured();
    await reported();
    const url = `${world.callbackUrl}/2010101234`;
    await sender.post('<x/>', world.certificates.caller, {}, url);

    await world.eventually(async () => {
      const after = await measured();
      expect(after.get(`POST ${route} 200`)).toBe((before.get(`POST ${route} 200`) ?? 0) + 1);
      expect(after.get('POST none 404')).toBe((before.get('POST none 404') ?? 0) + 1);
    });
    expect(JSON.stringify(spans.ended().map(({ name }) => name))).not.toContain('2010101234');
  });
});

/** How many requests have been measured, by method, route and status. */
async function measured(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${world.gateway.url}/metrics`)).text();
  const counts = text.matchAll(
    /^http_server_request_duration_seconds_count\{.*method="(\w+)",route="([^"]+)",status="(\d+)"[^}]*\} (\d+)/gm,
  );
  return new Map(
    [...counts].map(([, method, met, status, count]) => [
      [method, met, status].join(' '),
      Number(count),
    ]),
  );
}
