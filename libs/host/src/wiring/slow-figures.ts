import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Loop } from '@libs/messaging';
import { Log, Metrics, type Measured } from '@libs/observability';
import { FiguresSettings } from './messaging-service-settings.js';
import { LongReads } from './long-reads.js';

/** Counting takes a twentieth of the time at most. */
const restPerWork = 19;

export type SlowFigure<Label extends string> = Measured<Label> & {
  /** In the service's own database: a row is a series, with a column for each label and one for the value. Figures of the same query are counted by one look. */
  readonly query: string;
  /** Where the value is; `value` unless told. */
  readonly column?: string;
};

type Row = Readonly<Record<string, string>>;

/** What is counted by one query. */
type Counted = { readonly names: string[]; readonly take: ((rows: readonly Row[]) => void)[] };

/**
 * Understands gauges that cost a look at every row: they are counted when the service starts and then every
 * FIGURES_EVERY_MS, but for a twentieth of the time at most; outside the scrape and over connections of their own; a scrape gets the last
 * figures. What can't be counted stays as it was.
 */
@Injectable()
export class SlowFigures implements OnApplicationBootstrap, OnModuleDestroy {
  /** By query. */
  private readonly counted = new Map<string, Counted>();
  private readonly loop: Loop;
  private restsUntilMs = 0;

  constructor(
    private readonly reads: LongReads,
    private readonly metrics: Metrics,
    private readonly log: Log,
    { everyMs }: FiguresSettings,
  ) {
    this.loop = new Loop(
      everyMs,
      () => this.refreshRested(),
      (error) => {
        log.warn('Counting figures failed; they are counted again', { error });
      },
    );
  }

  /** Only before the service has started. */
  tell<Label extends string = never>(figure: SlowFigure<Label>): void {
    const { query, column = 'value', ...measured } = figure;
    const help = `${measured.help}; counted every few minutes (FIGURES_EVERY_MS), the same by every replica`;
    const gauge = this.metrics.gauge({ ...measured, help });
    const counted = this.counted.get(query) ?? { names: [], take: [] };
    counted.names.push(measured.name);
    counted.take.push((rows) => {
      gauge.clear();
      for (const row of rows) gauge.set(labelsIn(row, measured.labels ?? []), Number(row[column]));
    });
    this.counted.set(query, counted);
  }

  onApplicationBootstrap(): void {
    if (this.counted.size === 0) return;
    this.loop.start();
    this.loop.wake();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  async refresh(): Promise<void> {
    for (const [query, { names, take }] of this.counted)
      try {
        const rows = await this.reads.transaction((tx) => tx.query<Row>(query));
        for (const each of take) each(rows);
      } catch (error) {
        this.log.warn('A figure could not be counted; its last one is told on', {
          metric: names.join(),
          error,
        });
      }
  }

  /** @returns false: there is nothing more to count before the next time */
  private async refreshRested(): Promise<false> {
    const began = performance.now();
    if (began < this.restsUntilMs) return false;
    await this.refresh();
    const ended = performance.now();
    this.restsUntilMs = ended + restPerWork * (ended - began);
    return false;
  }
}

function labelsIn<Label extends string>(
  row: Row,
  labels: readonly Label[],
): Readonly<Record<Label, string>> {
  const told = labels.map((label): [string, string] => [label, row[label] ?? '']);
  return Object.fromEntries(told) as Readonly<Record<Label, string>>;
}
