import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Left, ServiceName } from '../system/look-inside.js';
import { Rest, type Patience } from './rest.js';

const nothingLeft: Left = { outbox: 0, setAside: 0, deliveries: 0, parked: {} };
const patience: Patience = { lookEveryMs: 1, quietMs: 20, stuckMs: 120, withinMs: 60_000 };

let looks: number;
let left: (look: number) => Partial<Left>;
let heard: number;
let told: string[];

beforeEach(() => {
  looks = 0;
  heard = 0;
  told = [];
  left = () => ({});
});

async function findings(how: Partial<Patience> = {}): Promise<readonly string[]> {
  const rest = new Rest({
    payer: { left: 0 },
    debtors: { pending: () => Promise.resolve({ pendingReports: 0, rejectedReports: 0 }) },
    book: {
      get heardCount() {
        return heard;
      },
    },
    look: {
      queued: () => Promise.resolve(0),
      left: async () => {
        looks += 1;
        const state = { ...nothingLeft, ...left(looks) };
        return new Map<ServiceName, Left>([['verification', state]]);
      },
    },
  });
  const found = await rest.come({
    ...{ patience: { ...patience, ...how }, planted: 0 },
    tell: (text) => told.push(text),
  });
  return found.map(({ text }) => text);
}

describe('a run that comes to rest', () => {
  it('is at rest when nothing has been under way for a while', async () => {
    expect(await findings()).toEqual([]);
    expect(looks).toBeGreaterThan(1);
  });

  it('is not over because a look failed', async () => {
    left = (look) => {
      if (look % 3 === 0 && look < 10) throw new Error('timeout');
      return { outbox: look < 10 ? 1 : 0 };
    };
    expect(await findings()).toEqual([]);
    expect(looks).toBeGreaterThan(10);
  });

  it('tells what is left, and that it could not be seen, when looks fail for good', async () => {
    left = (look) => {
      if (look > 2) throw new Error('no connection');
      return { outbox: 2 };
    };
    expect(await findings()).toEqual([
      'verification: 2 in the outbox, 0 set aside, 0 to be sent',
      'it never came to rest: 2 under way; the last look failed: no connection',
    ]);
  });

  it('is not at rest before anything has been seen', async () => {
    left = () => {
      throw new Error('no connection');
    };
    expect(await findings()).toContain(
      'it never came to rest: 1 under way; the last look failed: no connection',
    );
  });

  it('gives up on what changes for ever', async () => {
    left = () => {
      heard += 1;
      return {};
    };
    expect(await findings({ withinMs: 100 })).toEqual(['it never came to rest: 0 under way']);
  });
});
