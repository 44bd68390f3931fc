import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { paceFrom } from './cadence.js';
import { control } from './control.js';
import { DebtorSystem } from './debtor-system.js';
import type { Product } from './products.js';
import { aRegistration } from './registration.fixture.js';

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-23T12:00:00Z') });
});

afterEach(() => {
  jest.useRealTimers();
});

function told(system: DebtorSystem, method: string, path: string, body: object = {}) {
  const query = new URLSearchParams();
  return control(system, { method, path, query, text: JSON.stringify(body) });
}

const summaryOf = async (system: DebtorSystem): Promise<Record<string, unknown>> =>
  (await told(system, 'GET', '/control/summary')).json as Record<string, unknown>;

describe('R50 the cadence of a debtor system', () => {
  it.each<[Product, number]>([
    ['kmd-opus', 2],
    ['prisme-2009', 2],
    ['eg', 4],
    ['prisme-2015', 48],
  ])('%s reports so often in two simulated days: %i', async (product, times) => {
    const system = new DebtorSystem(product);
    await told(system, 'PUT', '/control/cadence', { hourMs: 10 });

    jest.advanceTimersByTime(480);

    expect(await summaryOf(system)).toMatchObject({ cadenceReports: times, hoursAhead: 48 });
    expect(system.now().day).toBe('2026-11-25');
  });

  it('pays by chance, the same for the same seed, and all is reported', async () => {
    const system = new DebtorSystem('eg');
    for (let nth = 0; nth < 20; nth += 1) system.books.keep(aRegistration());
    await told(system, 'PUT', '/control/cadence', { hourMs: 10, paidShare: 1, partialShare: 0 });

    jest.advanceTimersByTime(120);

    expect(await summaryOf(system)).toMatchObject({
      covered: { count: 20 },
      outstanding: { ore: 0 },
      pendingReports: 20,
    });
  });

  it('stops when told', async () => {
    const system = new DebtorSystem('prisme-2015');
    await told(system, 'PUT', '/control/cadence', { hourMs: 10 });
    await told(system, 'PUT', '/control/cadence', {});

    jest.advanceTimersByTime(1_000);

    expect(await summaryOf(system)).toMatchObject({ cadenceReports: 0, hoursAhead: 0 });
  });

  it.each([{ hourMs: 0 }, { hourMs: '10' }, { everyHours: 2 }, { hourMs: 10, everyHours: 0 }])(
    'refuses %j',
    (asked) => {
      expect(() => paceFrom(asked, 24)).toThrow('must be a number');
    },
  );
});
