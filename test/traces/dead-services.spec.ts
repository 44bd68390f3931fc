import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@libs/testing';
import type { KeptSpan } from '../../deploy/local/traces/kept-span.js';
import type { Point } from '../chaos/inside/points.js';
import type { Death, Replica } from '../chaos/system/replica.js';
import { Replicas } from '../chaos/system/replicas.js';
import { compiled, WatchedStack, type TracedFee } from './watched-stack.fixture.js';
import { back, find, orphansIn, tracesOf, way, wholeWay, type Step } from './way.fixture.js';

jest.setTimeout(300_000);

/** Longer than a batch takes, so that what a service dies with has not been sent yet. */
const sentEveryMs = 2_000;
const taken: Step = ['verification', 'dk.debitorbro.claim.registered.v1'];
const end: Step = ['payment-reconciliation', 'dk.debitorbro.receivable.accepted.v1'];

const deaths: { readonly service: string; readonly death: Death }[] = [];
const replicas = new Replicas({
  compiled,
  replicas: 1,
  preloaded: { broken: undefined, leaseMs: 1_000 },
  onDeath: ({ service }, death) => deaths.push({ service, death }),
});
let stack: WatchedStack;

beforeAll(async () => {
  const env = { OTEL_BSP_SCHEDULE_DELAY: String(sentEveryMs) };
  stack = await WatchedStack.open({ services: replicas, env });
});
afterAll(async () => {
  await stack.close();
});
beforeEach(async () => {
  deaths.length = 0;
  await atRest();
});

/** A fee has gone all its way, and verification has heard of it what it ever will: the next that it takes is the next fee's. */
async function atRest(): Promise<void> {
  const fee = await stack.tell();
  await stack.isAccepted(fee);
  await wholeWay(stack, fee);
}

function verification(): Replica {
  const found = replicas.all.find(({ service }) => service === 'verification');
  if (found === undefined) throw new Error('There is no verification.');
  return found;
}

/** Verification dies at this point of handling the fee's claim, and comes back. */
async function tellOneWhoDies(dieAt: Point): Promise<TracedFee> {
  verification().order({ dieAt });
  const fee = await stack.tell();
  await eventually(() => {
    expect(deaths).toEqual([
      { service: 'verification', death: { kind: 'at-point', point: dieAt } },
    ]);
  });
  await stack.isAccepted(fee);
  return fee;
}

const handlings = (spans: readonly KeptSpan[]): readonly KeptSpan[] => find(spans, taken);

describe("a claim's way after a service died while it handled the claim's message", () => {
  it('is whole when it died before the commit: what was not done left no span', async () => {
    const fee = await tellOneWhoDies('before-commit');
    const spans = await wholeWay(stack, fee);
    expect(handlings(spans)).toHaveLength(1);
    expect(back(spans, find(spans, end)[0])).toEqual(way);
    expect([...tracesOf(stack, fee)]).toEqual([fee.traceId]);
  });

  it('is one trace with a gap when it died after it: what it had done goes on from the span that died with it', async () => {
    const fee = await tellOneWhoDies('after-commit');
    const spans = await stack.trace(fee.traceId, (seen) => {
      for (const step of way) if (step !== way[1]) expect(find(seen, step)).toHaveLength(1);
    });
    expect(handlings(spans)).toEqual([]);
    const orphans = orphansIn(spans, fee);
    expect(new Set(orphans.map(({ parentId }) => parentId)).size).toBe(1);
    expect(orphans.map(({ name }) => name).toSorted()).toEqual([
      'process payment-reconciliation.claims',
      'process receivable-mapper.claims',
    ]);
    expect(back(spans, find(spans, end)[0])).toEqual(way.slice(2));
    expect([...tracesOf(stack, fee)]).toEqual([fee.traceId]);
  });
});
