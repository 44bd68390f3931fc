import { until } from '../run/until.js';

/** What the reconciliations of all municipalities come to. */
export type Reconciled = {
  readonly municipalities: number;
  /** Receivables in our ledger, and what is outstanding on them by either side. */
  readonly receivables: number;
  readonly hereOre: number;
  readonly thereOre: number;
  /** Charges that the debtor system refused: they stand here until somebody cures them, and not there. */
  readonly refused: { readonly count: number; readonly ore: number };
  /** All other differences. */
  readonly differences: number;
};

type Side = { readonly receivables: number; readonly closing: string };
type Answer = {
  readonly ours: Side;
  readonly theirs: Side | null;
  readonly run: {
    readonly runId: string;
    readonly state: string;
    readonly reason?: { readonly text: string };
  } | null;
  readonly differences: readonly { readonly because: string; readonly here?: string }[];
};
type Ended = { readonly answer: Answer; readonly run: NonNullable<Answer['run']> };

const answerWithinMs = 30_000;
/** For a day's municipality. */
const usual: Patience = { endsWithinMs: 120_000, lookEveryMs: 250 };
const week = 7 * 24 * 60 * 60 * 1_000;

/** How long one municipality may take, and how often it is looked after: each look reads both sides' sums. */
type Patience = { readonly endsWithinMs: number; readonly lookEveryMs: number };

/** Understands how payment-reconciliation is asked to compare its books with the debtor systems' (R53). */
export class Reconciliations {
  /** All that ever was, and the nights that the simulators let pass. */
  private readonly period = {
    from: '2000-01-01',
    to: new Date(Date.now() + week).toISOString().slice(0, 10),
  };

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly patience = usual,
  ) {}

  /** @param show how many municipalities have come to an end */
  async of(municipalities: readonly string[], show: (ended: number) => void): Promise<Reconciled> {
    const asked = new Map<string, string>();
    for (const code of municipalities) {
      const { runId } = await this.ask<{ runId: string }>('POST', code);
      asked.set(code, runId);
    }
    const answers: Answer[] = [];
    for (const [code, runId] of asked) {
      answers.push(await this.ended(code, runId));
      show(answers.length);
    }
    return together(answers);
  }

  /** @throws Error with the reason when the debtor system's side could not be had */
  private async ended(code: string, runId: string): Promise<Answer> {
    const { endsWithinMs, lookEveryMs } = this.patience;
    const look = async (): Promise<Ended> => {
      const answer = await this.ask<Answer>('GET', code);
      const { run } = answer;
      if (run?.runId !== runId || !['done', 'failed'].includes(run.state))
        throw new Error('it has not come to an end');
      return { answer, run };
    };
    const what = `The reconciliation of ${code}`;
    const { answer, run } = await until(what, endsWithinMs, look, lookEveryMs);
    if (run.state === 'done') return answer;
    throw new Error(`Municipality ${code} was not reconciled: ${run.reason?.text ?? ''}`);
  }

  private async ask<Told>(method: 'GET' | 'POST', code: string): Promise<Told> {
    const { from, to } = this.period;
    const query = method === 'GET' ? `?from=${from}&to=${to}` : '';
    const answer = await fetch(`${this.url}/reconciliations/${code}${query}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      signal: AbortSignal.timeout(answerWithinMs),
      ...(method === 'POST' && { body: JSON.stringify(this.period) }),
    });
    if (!answer.ok)
      throw new Error(
        `payment-reconciliation answered ${String(answer.status)}: ${await answer.text()}`,
      );
    return (await answer.json()) as Told;
  }
}

function together(answers: readonly Answer[]): Reconciled {
  const differences = answers.flatMap((answer) => answer.differences);
  const refused = differences.filter(({ because }) => because === 'rejected-there');
  return {
    municipalities: answers.length,
    receivables: sum(answers.map(({ ours }) => ours.receivables)),
    hereOre: sum(answers.map(({ ours }) => oreOf(ours.closing))),
    thereOre: sum(answers.map(({ theirs }) => oreOf(theirs?.closing ?? '0.00'))),
    refused: { count: refused.length, ore: sum(refused.map(({ here }) => oreOf(here ?? '0.00'))) },
    differences: differences.length - refused.length,
  };
}

function oreOf(kroner: string): number {
  return Math.round(Number(kroner) * 100);
}

function sum(figures: readonly number[]): number {
  return figures.reduce((all, figure) => all + figure, 0);
}
