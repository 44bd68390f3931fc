import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { spansInMemory, startTracing, type Tracing } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { aPlace, eventually, type Place } from '@libs/testing';
import { AddUp, bodyOf, planFor, queue, type Sum, type Told } from '../counting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';

jest.setTimeout(240_000);

/** PostgreSQL ends its next transaction, after everything has been decided, as it ends one that deadlocks. */
class Deadlocking extends AddUp {
  deadlocks = 0;

  override async keep(tx: Tx, changed: readonly Sum[]): Promise<void> {
    if (this.deadlocks > 0) {
      this.deadlocks -= 1;
      await tx.query(`DO $$ BEGIN RAISE deadlock_detected; END $$`);
    }
    await super.keep(tx, changed);
  }
}

const spans = spansInMemory();
const decider = new Deadlocking(false);
let tracing: Tracing;
let place: Place;
let replica: Replica;
let publisher: Publisher;

beforeAll(async () => {
  tracing = startTracing({ ...spans, service: 'summing', instance: 'a', sampleRatio: 1 });
  place = await aPlace();
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: await place.databaseUrl('rolled_back'),
    publishesTo: [],
    plans: [planFor(decider)],
    limits: { failing: { attemptsMax: 1, firstRetryMs: 10, retryMsMax: 10 } },
  });
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await publisher.close();
  await replica.stop();
  await tracing.stop();
  await place.dispose();
});
beforeEach(() => {
  spans.forget();
});

type Handlings = { readonly handled: readonly string[]; readonly failed: readonly string[] };

/** The messages of the successful `process` spans, and the kinds of failure of the others. */
function handlings(): Handlings {
  const all = spans.ended().filter(({ name }) => name === `process ${queue}`);
  const failed = all.filter(({ status }) => status.code === SpanStatusCode.ERROR);
  return {
    handled: all
      .filter((span) => !failed.includes(span))
      .map(({ attributes }) => String(attributes['messaging.message.id']))
      .sort(),
    failed: failed.map(({ attributes }) => String(attributes['error.type'])),
  };
}

async function handledOnce(told: readonly Told[]): Promise<Handlings> {
  await publisher.publish(told.map(bodyOf));
  const good = told.filter(({ trouble }) => trouble === undefined);
  await eventually(() => handlings().handled.length >= good.length, { withinMs: 30_000 });
  const { handled, failed } = handlings();
  expect(handled).toEqual(good.map(({ feeId }) => `${feeId}-1`).sort());
  return { handled, failed };
}

describe('a handling that was rolled back', () => {
  const fees = Array.from({ length: 24 }, (_, at) => String(at).padStart(2, '0'));

  it('shows as such after a split: each message has been handled once, and the culprit never', async () => {
    const culprit = { feeId: 'split-17', number: 1, trouble: 'statement' } as const;
    const told = fees.map((fee) => ({ feeId: `split-${fee}`, number: 1 }));
    const { failed } = await handledOnce(
      told.map((each) => (each.feeId === culprit.feeId ? culprit : each)),
    );
    expect(failed).toContain('batch.rolled-back');
    await eventually(() => replica.watch.count('parked') === 1);
    const kinds = handlings().failed;
    expect(new Set(kinds)).toEqual(new Set(['batch.rolled-back', 'message.not-handled']));
    expect(kinds.filter((kind) => kind === 'message.not-handled')).toHaveLength(1);
  });

  it('shows as such after a deadlock: each message has been handled once', async () => {
    decider.deadlocks = 2;
    const { failed } = await handledOnce(
      fees.map((fee) => ({ feeId: `deadlock-${fee}`, number: 1 })),
    );
    expect(decider.deadlocks).toBe(0);
    expect(failed.length).toBeGreaterThanOrEqual(2);
    expect(new Set(failed)).toEqual(new Set(['batch.rolled-back']));
  });
});
