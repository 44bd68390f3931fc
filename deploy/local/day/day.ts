import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { StackFile } from '../stack/stack-file.js';
import { accepted, count, kroner, paymentsArrived, withoutEnd } from './checks.js';
import { Progress } from './progress.js';
import { putAgreements } from './put-agreements.js';
import { Reconciliations, type Reconciled } from './reconciliations.js';
import { Sides, type DebtorSide, type LibrarySide } from './sides.js';
import { summaryOf } from './summary.js';
import { waitForQuiet } from './wait-for-quiet.js';

/** Understands a day at the libraries and the night after it: what is played, when it is over, and whether it adds up. */
export class Day {
  private readonly sides: Sides;
  private readonly progress = new Progress(process.stdout);

  /** @param root the folder with `examples/` */
  constructor(
    private readonly where: StackFile,
    private readonly root: string,
    private readonly tell: (text: string) => void,
  ) {
    this.sides = new Sides(where.simulators);
  }

  /**
   * Plays a day and shows how far it has come, then its summary.
   * @param file one's own events, instead of the example day
   * @returns whether everything has an end and all sides agree
   */
  async play(file = join(this.root, 'examples', 'day.ndjson')): Promise<boolean> {
    await access(file).catch((error: unknown) => {
      throw new Error(`${file} can't be read.`, { cause: error });
    });
    const { services, simulators, token } = this.where;
    const agreements = await putAgreements(
      join(this.root, 'examples', 'agreements.json'),
      services['claim-intake'] ?? '',
      simulators,
      token,
    );
    this.tell(`agreements ${count(agreements.length)} agencies have one`);
    await this.sides.reportTo(services['serviceplatform-gateway'] ?? '');
    const ended = await this.throughTheDay(file);
    if (!ended)
      this.tell('day        nothing has moved for a minute: not every balance has an end');
    await this.throughTheNight();
    const [library, debtors] = await Promise.all([this.sides.library(), this.sides.debtors()]);
    const reconciled = await this.reconcile([...new Set(agreements)]);
    const { text, adds } = summaryOf(library, debtors, reconciled);
    this.tell(`\n${text}\n`);
    this.tell(
      adds ? 'Everything adds up.' : 'IT DOES NOT ADD UP: see the lines marked ✘, and .local/logs.',
    );
    return adds;
  }

  private async throughTheDay(file: string): Promise<boolean> {
    const startedAt = performance.now();
    await this.sides.play(file);
    const { state, done } = await waitForQuiet({
      look: () => this.sides.library(),
      isDone: (library) => !library.playing && withoutEnd(library) === 0,
      show: (library) => {
        if (library.failure !== undefined) throw new Error(library.failure);
        this.showDay(library);
      },
    });
    const { events, count: balances, ore } = state.published;
    this.progress.finish(
      'day',
      `${count(events)} events, ${count(balances)} balances, ${kroner(ore)} kr. (${since(startedAt)})`,
    );
    return done;
  }

  private showDay(library: LibrarySide): void {
    const { published } = library;
    const ended = published.count - withoutEnd(library);
    const text = `${count(published.count)} balances in · ${count(ended)} have an end · ${count(accepted(library).count)} accepted`;
    this.progress.show('day', published.count === 0 ? 0 : ended / published.count, text);
  }

  private async throughTheNight(): Promise<void> {
    const startedAt = performance.now();
    await this.sides.letANightPass();
    const { state } = await waitForQuiet({
      look: async () => ({
        library: await this.sides.library(),
        debtors: await this.sides.debtors(),
      }),
      isDone: ({ library, debtors }) => paymentsArrived(library, debtors),
      show: ({ library, debtors }) => {
        this.showNight(library, debtors);
      },
    });
    this.progress.finish(
      'night',
      `${count(state.debtors.covered.count)} payments, ${kroner(state.debtors.covered.ore)} kr. (${since(startedAt)})`,
    );
  }

  private async reconcile(municipalities: readonly string[]): Promise<Reconciled> {
    const startedAt = performance.now();
    const { services, token } = this.where;
    const url = services['payment-reconciliation'] ?? '';
    const reconciled = await new Reconciliations(url, token).of(municipalities, (ended) => {
      const text = `${count(ended)} of ${count(municipalities.length)} municipalities reconciled`;
      this.progress.show('books', ended / municipalities.length, text);
    });
    this.progress.finish(
      'books',
      `${count(reconciled.receivables)} receivables of ${count(municipalities.length)} municipalities reconciled with their debtor systems (${since(startedAt)})`,
    );
    return reconciled;
  }

  private showNight({ paid }: LibrarySide, { covered }: DebtorSide): void {
    const text = `${count(covered.count)} payments at the municipalities · ${count(paid.count)} known to the library`;
    this.progress.show('night', covered.count === 0 ? 1 : paid.count / covered.count, text);
  }
}

function since(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
