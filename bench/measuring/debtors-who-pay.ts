import { setTimeout as pause } from 'node:timers/promises';
import { debtorSystems } from '../../deploy/local/day/sides.js';
import type { StackFile } from '../../deploy/local/stack/stack-file.js';
import type { LibraryBeside } from './library-beside.js';
import { spreadOf, type Measured } from './measured.js';

type Receivable = { readonly url: string; readonly receivableId: string };

const stalledMs = 60_000;
const amountKroner = '1.00';

/** Debtors who pay a krone each at the debtor systems, one after the other: each is reported by itself. */
export class DebtorsWhoPay {
  private constructor(private readonly receivables: readonly Receivable[]) {}

  /** Those of all debtor systems, which report to the gateway from now on. */
  static async of({ services, simulators }: StackFile): Promise<DebtorsWhoPay> {
    const url = services['serviceplatform-gateway'] ?? '';
    const all: Receivable[] = [];
    for (const name of debtorSystems) {
      const simulator = simulators[name] ?? '';
      await ask('PUT', `${simulator}/control/callback`, { url });
      const { receivables } = await ask<{ receivables: { receivableId: string }[] }>(
        'GET',
        `${simulator}/control/receivables`,
      );
      all.push(...receivables.map(({ receivableId }) => ({ url: simulator, receivableId })));
    }
    return new DebtorsWhoPay(all);
  }

  /**
   * @param rate payments a second
   * @throws Error when the library hears of none for a minute
   */
  async pay(library: LibraryBeside, count: number, rate: number): Promise<Measured> {
    const startedAt = performance.now();
    const paid: Promise<readonly [id: string, at: number]>[] = [];
    for (const [number, receivable] of this.receivables.slice(0, count).entries()) {
      paid.push(payOne(receivable));
      const waitMs = startedAt + ((number + 1) / rate) * 1_000 - performance.now();
      if (waitMs > 1) await pause(waitMs);
    }
    const moments = await Promise.all(paid);
    const deadline = performance.now() + stalledMs;
    while (moments.some(([id]) => library.movementHeardAt(id) === undefined)) {
      if (performance.now() > deadline)
        throw new Error('The library has not heard of all payments.');
      await pause(20);
    }
    const took = moments.map(([id, at]) => (library.movementHeardAt(id) ?? 0) - at);
    return spreadOf(took, (performance.now() - startedAt) / 1_000);
  }
}

async function payOne({ url, receivableId }: Receivable): Promise<readonly [string, number]> {
  const at = performance.now();
  const { id } = await ask<{ id: string }>('POST', `${url}/control/pay`, {
    ...{ receivableId, amountKroner },
  });
  return [id, at];
}

async function ask<Told>(method: string, url: string, body?: object): Promise<Told> {
  const answer = await fetch(url, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!answer.ok) throw new Error(`${method} ${url} was answered with ${String(answer.status)}.`);
  return (await answer.json()) as Told;
}
