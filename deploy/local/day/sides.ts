import type { Addresses } from '../stack/node-child.js';

export type Sum = { readonly count: number; readonly ore: number };

/** What the library backend has published, and what it has heard. Amounts of balances are those they were published with. */
export type LibrarySide = {
  readonly playing: boolean;
  readonly failure?: string;
  readonly published: Sum & { readonly events: number };
  readonly byTransfer: Readonly<Record<string, Sum>>;
  readonly byReason: Readonly<Record<string, Sum & { readonly text: string }>>;
  readonly paid: Sum;
  readonly writtenOff: Sum;
  /** Balances that it has heard nothing of. */
  readonly unanswered: number;
  /** Subjects with updates that wait for a predecessor. */
  readonly gaps: number;
};

/** What the debtor systems hold, all together. */
export type DebtorSide = {
  readonly receivables: Sum;
  readonly writtenDown: Sum;
  readonly covered: Sum;
  readonly writtenOff: Sum;
  readonly outstanding: { readonly ore: number };
  readonly pendingReports: number;
  readonly rejectedReports: number;
};

const answerWithinMs = 30_000;
export const debtorSystems = ['kmd-opus', 'prisme-2009', 'prisme-2015', 'eg'] as const;

/** Understands how the simulators are asked and told things. */
export class Sides {
  constructor(private readonly simulators: Addresses) {}

  library(): Promise<LibrarySide> {
    return this.ask('library', 'GET', '/control/summary');
  }

  async debtors(): Promise<DebtorSide> {
    const sides = await Promise.all(
      debtorSystems.map((name) => this.ask<DebtorSide>(name, 'GET', '/control/summary')),
    );
    return sides.reduce(together);
  }

  /** @param file absolute path, one CloudEvent a line */
  async play(file: string): Promise<void> {
    await this.ask('library', 'POST', '/control/play', { file });
  }

  async reportTo(url: string): Promise<void> {
    for (const name of debtorSystems) await this.ask(name, 'PUT', '/control/callback', { url });
  }

  /** Debtors pay, and the systems report it. */
  async letANightPass(): Promise<void> {
    for (const name of debtorSystems) await this.ask(name, 'POST', '/control/night');
  }

  private async ask<Answer>(
    simulator: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer> {
    const base = this.simulators[simulator];
    if (base === undefined) throw new Error(`There is no simulator "${simulator}".`);
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(
        `The simulator "${simulator}" answered ${method} ${path} with ${String(answer.status)}: ${text.slice(0, 300)}`,
      );
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}

function together(one: DebtorSide, other: DebtorSide): DebtorSide {
  return {
    receivables: plus(one.receivables, other.receivables),
    writtenDown: plus(one.writtenDown, other.writtenDown),
    covered: plus(one.covered, other.covered),
    writtenOff: plus(one.writtenOff, other.writtenOff),
    outstanding: { ore: one.outstanding.ore + other.outstanding.ore },
    pendingReports: one.pendingReports + other.pendingReports,
    rejectedReports: one.rejectedReports + other.rejectedReports,
  };
}

export function plus(one: Sum, other: Sum): Sum {
  return { count: one.count + other.count, ore: one.ore + other.ore };
}
