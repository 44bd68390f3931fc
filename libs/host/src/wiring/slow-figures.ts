import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Loop } from '@libs/messaging';
import { Log, Metrics, type Measured } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { FiguresSettings } from './messaging-service-settings.js';
import { LongReads } from './long-reads.js';

/** Counting takes a twentieth of the time at most. */
const restPerWork = 19;

export type SlowFigure<Label extends string> = Measured<Label> & {
  /** In the service's own database: a row is a series, with a column for each label and the column `value`. */
  readonly query: string;
};

type Row<Label extends string> = Readonly<Record<Label | 'value', string>>;

type Told = { readonly name: string; readonly refresh: (tx: Tx) => Promise<void> };

/**
 * Understands gauges that cost a look at every row: they are counted when the service starts and then every
 * FIGURES_EVERY_MS, but for a twentieth of the time at most; outside the scrape and over connections of their own; a scrape gets the last
 * figures. What can't be counted stays as it was.
 */
@Injectable()
export class SlowFigures implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly told: Told[] = [];
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
  tell<Label extends string = never>({ query, ...measured }: SlowFigure<Label>): void {
    const help = `${measured.help}; counted every few minutes (FIGURES_EVERY_MS), the same by every replica`;
    const gauge = this.metrics.gauge({ ...measured, help });
    this.told.push({
      name: measured.name,
      refresh: async (tx) => {
        const rows = await tx.query<Row<Label>>(query);
        gauge.clear();
        for (const { value, ...labels } of rows)
          gauge.set(labels as Readonly<Record<Label, string>>, Number(value));
      },
    });
  }

  onApplicationBootstrap(): void {
    if (this.told.length === 0) return;
    this.loop.start();
    this.loop.wake();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  async refresh(): Promise<void> {
    for (const { name, refresh } of this.told)
      await this.reads.transaction(refresh).catch((error: unknown) => {
        this.log.warn('A figure could not be counted; its last one is told on', {
          metric: name,
          error,
        });
      });
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
