import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@libs/kernel';
import { inSpan, spansInMemory, startTracing, type Tracing } from '@libs/observability';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OtherEnd } from '../../apps/serviceplatform-gateway/src/adapters/serviceplatform/other-end.fixture.js';
import { aRegistration } from '../../apps/serviceplatform-gateway/src/adapters/serviceplatform/registration.fixture.js';
import { WsTrustTokenService } from '../../apps/serviceplatform-gateway/src/adapters/tokens/ws-trust-token-service.js';
import {
  startTokenService,
  type RunningTokenService,
} from '../../simulators/security-token-service/index.js';
import { Certificates } from './certificates.fixture.js';
import { entityId } from './world.fixture.js';

const cvr = '29189889';
const spans = spansInMemory();
let tracing: Tracing;
let other: OtherEnd;

beforeAll(async () => {
  tracing = startTracing({ ...spans, service: 'gateway', instance: 'a', sampleRatio: 1 });
  other = await OtherEnd.start();
});
afterAll(async () => {
  await other.stop();
  await tracing.stop();
});
beforeEach(() => {
  spans.forget();
});
afterEach(() => other.calm());

/** The calls that were made, each with its error, if it had one; all of them in the trace of whoever made them. */
async function callsIn(work: () => Promise<unknown>): Promise<readonly unknown[]> {
  await inSpan('work', {}, work).catch(() => undefined);
  const all = spans.ended();
  expect(new Set(all.map((span) => span.spanContext().traceId)).size).toBe(1);
  const calls = all.filter(({ name }) => name !== 'work');
  for (const { kind, attributes } of calls) {
    expect(kind).toBe(SpanKind.CLIENT);
    expect(attributes['server.address']).toBe('127.0.0.1');
  }
  return calls.map(({ name, attributes, status }) => [
    name,
    attributes['rpc.method'],
    attributes['debitorbro.municipality'],
    status.code === SpanStatusCode.ERROR ? attributes['error.type'] : undefined,
  ]);
}

describe('a call at a debtor system', () => {
  const { receivableId, ...registration } = {
    receivableId: crypto.randomUUID(),
    ...aRegistration(),
  };
  const ids = {
    requestId: crypto.randomUUID(),
    transactionId: crypto.randomUUID(),
    registeredAt: '2026-11-23T08:00:00Z',
  };
  const all = { after: undefined, itemsMax: 999 };

  it('shows as a span of its own, whichever it is', async () => {
    const lane = other.lane('eg');
    const { accountId } = registration;
    const closing = { ...ids, accountId, liabilityId: receivableId, to: '2026-11-23' };
    const calls = await callsIn(async () => {
      await other.gateway.register(registration, lane);
      await other.gateway.closeLiability(closing, lane);
      await other.gateway.ping(lane);
      await other.gateway.accounts(all, lane);
      await other.gateway.account(accountId, all, lane);
    });
    expect(calls).toEqual(
      ['register', 'closeLiability', 'ping', 'findAccounts', 'readAccount'].map((operation) => [
        ...[`call ${operation}`, operation, '615', undefined],
      ]),
    );
  });

  it('is in error when there is no answer, and when there is a fault instead', async () => {
    const lane = other.lane('eg');
    await other.tell('eg', 'behave', { manner: 'drop-after-commit', next: 1 });
    const calls = await callsIn(async () => {
      await other.gateway.register(aRegistration(), lane);
      await other.tell('eg', 'behave', { manner: 'fault', next: 1 });
      await other.gateway.register(aRegistration(), lane);
    });
    expect(calls).toEqual([
      ['call register', 'register', '615', 'UND_ERR_SOCKET'],
      ['call register', 'register', '615', expect.stringMatching(/^soap\.(Sender|Receiver)$/)],
    ]);
  });
});

describe('a call at the security token service', () => {
  let tokens: RunningTokenService;
  let certificates: Certificates;

  beforeAll(async () => {
    certificates = await Certificates.make();
    const authority = certificates.authority.pem;
    tokens = await startTokenService('127.0.0.1', certificates.platform, {
      ...{ ...certificates.tokenSigning, authority, audiences: [entityId], cvrs: '*' },
    });
  });
  afterAll(() => tokens.stop());

  it('shows as a span of its own, in error when no token comes', async () => {
    const place = { url: tokens.url, timeoutMs: 5_000 };
    const service = new WsTrustTokenService(place, new SystemClock());
    const holder = { ...certificates.gateway, ca: certificates.authority.pem };
    const calls = await callsIn(async () => {
      await service.issue(cvr, entityId, holder);
      tokens.away = true;
      await service.issue(cvr, entityId, holder);
    });
    await service.close();
    expect(calls).toEqual([
      ['call issueToken', 'issueToken', undefined, undefined],
      ['call issueToken', 'issueToken', undefined, 'serviceplatform.token-unavailable'],
    ]);
  });
});
