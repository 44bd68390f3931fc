import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Loop } from '@libs/messaging';
import { Log, Metrics, type Measured } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { LongReads } from './long-reads.js';

const everyMs = 300_000;

/** Each series, and its value. */
export type Figures<Label extends string> = readonly (readonly [
  labels: Readonly<Record<Label, string>>,
  value: number,
])[];

export type SlowFigure<Label extends string> = Measured<Label> & {
  readonly read: (tx: Tx) => Promise<Figures<Label>>;
};

type Told = { readonly name: string; readonly refresh: (tx: Tx) => Promise<void> };

/**
 * Understands gauges that cost a look at every row: they are counted when the service starts and then every five minutes,
 * outside the scrape and over connections of their own; a scrape gets the last figures. What can't be counted stays as it was.
 */
@Injectable()
export class SlowFigures implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly told: Told[] = [];
  private readonly loop: Loop;

  constructor(
    private readonly reads: LongReads,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {
    this.loop = new Loop(
      everyMs,
      () => this.refresh(),
      (error) => {
        log.warn('Counting figures failed; they are counted again', { error });
      },
    );
  }

  /** Only before the service has started. */
  tell<Label extends string>({ read, ...measured }: SlowFigure<Label>): void {
    const help = `${measured.help}; counted every 5 minutes, the same by every replica`;
    const gauge = this.metrics.gauge({ ...measured, help });
    this.told.push({
      name: measured.name,
      refresh: async (tx) => {
        const figures = await read(tx);
        gauge.clear();
        for (const [labels, value] of figures) gauge.set(labels, value);
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

  /** @returns false: there is nothing more to count before the next time */
  async refresh(): Promise<false> {
    for (const { name, refresh } of this.told)
      await this.reads.transaction(refresh).catch((error: unknown) => {
        this.log.warn('A figure could not be counted; its last one is told on', {
          metric: name,
          error,
        });
      });
    return false;
  }
}
