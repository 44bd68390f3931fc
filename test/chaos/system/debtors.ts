import { setTimeout as pause } from 'node:timers/promises';
import { benchProducts } from '../../../bench/measuring/plain-fees.js';
import type { Addresses } from '../../../deploy/local/stack/node-child.js';
import type { Held } from '../story/expected-end.js';
import type { Kind } from '../story/story.js';

type Party = { readonly kind: string; readonly identifier: string };
type Movement = { readonly id: string; readonly reversals: readonly { readonly id: string }[] };

/** A receivable as a debtor system shows it. */
export type Shown = {
  readonly receivableId: string;
  readonly accountId: string;
  readonly account: Party;
  readonly liable: Party;
  readonly liabilities: readonly {
    readonly accountId: string;
    /** Its last day, once it has ended. */
    readonly to?: string;
  }[];
  readonly claimType: string;
  readonly creationDate: string;
  readonly foundationDate: string;
  readonly dueDate: string;
  readonly textLines: readonly string[];
  readonly sums: {
    readonly chargedOre: number;
    readonly writtenDownOre: number;
    readonly coveredOre: number;
    readonly writtenOffOre: number;
  };
  readonly writeDowns: readonly { readonly amountOre: number }[];
  readonly coverages: readonly Movement[];
  readonly writeOffs: readonly Movement[];
};

const answerWithinMs = 120_000;
const triesMax = 3;
const againMs = 1_000;

/** A debtor system won't: to ask again would not help. */
export class Refused extends Error {}

type Asked = [place: number, method: string, path: string, body?: object];

/** Understands how the debtor systems of a run are asked and told things: by their own controls, which never fail. */
export class Debtors {
  constructor(private readonly addresses: Addresses) {}

  /** By the place of an agency: each has its own. */
  nameAt(place: number): string {
    return benchProducts[place] ?? benchProducts[0];
  }

  urlAt(place: number): string {
    return this.addresses[this.nameAt(place)] ?? '';
  }

  async reportTo(url: string): Promise<void> {
    for (const place of benchProducts.keys())
      await this.ask(place, 'PUT', '/control/callback', { url });
  }

  /** @param order nothing: it behaves again */
  async behave(place: number, order: object): Promise<void> {
    await this.ask(place, 'POST', '/control/behave', order);
  }

  /**
   * Once for each id, under which it is reported.
   * @throws Refused when there is nothing to pay
   */
  async move(
    place: number,
    what: 'payment' | 'write-off',
    movement: { id: string; receivableId: string; amountKroner: string },
  ): Promise<void> {
    const path = what === 'payment' ? '/control/pay' : '/control/write-off';
    await this.ask(place, 'POST', path, movement);
  }

  /** Takes a movement back under an id of its own: asked again, it is taken back once. */
  async reverse(
    place: number,
    of: { id: string; reversalId: string; amountKroner: string },
  ): Promise<void> {
    await this.ask(place, 'POST', '/control/reverse', of);
  }

  /** Reports a movement a second time, in a report of its own. */
  async reportAgain(place: number, id: string): Promise<void> {
    await this.ask(place, 'POST', '/control/report-again', { id });
  }

  async pending(place: number): Promise<{ pendingReports: number; rejectedReports: number }> {
    return this.ask(place, 'GET', '/control/pending');
  }

  /** All that one of them holds. */
  async receivables(place: number): Promise<readonly Shown[]> {
    const { receivables } = await this.ask<{ receivables: readonly Shown[] }>(
      place,
      'GET',
      '/control/receivables',
    );
    return receivables;
  }

  /** Again when there was no answer: each control that is used here may be repeated. */
  private async ask<Told>(...asked: Asked): Promise<Told> {
    for (let tries = 1; ; tries += 1) {
      try {
        return (await this.askOnce(...asked)) as Told;
      } catch (error) {
        if (error instanceof Refused || tries >= triesMax) throw error;
        await pause(againMs);
      }
    }
  }

  private async askOnce(...[place, method, path, body]: Asked): Promise<unknown> {
    const answer = await fetch(`${this.urlAt(place)}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Refused(`${this.nameAt(place)} answered ${method} ${path}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  }
}

/** The number of the balance that a receivable stands for, by what the debtor reads on it; nothing if it names none of ours. */
export function numberOn({ textLines }: Shown): number | undefined {
  for (const line of textLines) {
    const found = /Materiale-nr\. m(\d+)/.exec(line)?.[1];
    if (found !== undefined) return Number(found);
  }
  return undefined;
}

export function heldOf(shown: Shown): Held {
  const { sums, writeDowns, coverages, writeOffs } = shown;
  const { claimType, creationDate, foundationDate, dueDate } = shown;
  const { chargedOre, writtenDownOre, coveredOre, writtenOffOre } = sums;
  return {
    ...{ creationDate, foundationDate, dueDate, claimType: kindOf(claimType) },
    ...{ chargedOre, writtenDownOre, coveredOre, writtenOffOre },
    writeDownsOre: writeDowns
      .map(({ amountOre }) => amountOre)
      .toSorted((one, other) => one - other),
    coverages: coverages.length,
    writeOffs: writeOffs.length,
  };
}

const kinds: readonly Kind[] = ['fee', 'compensation-acknowledged', 'compensation-unacknowledged'];

/** By the codes of the run's agreements, which end in 1, 2 and 3. */
function kindOf(claimType: string): Kind | 'another' {
  return kinds[Number(claimType.slice(-1)) - 1] ?? 'another';
}
