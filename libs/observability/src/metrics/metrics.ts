import {
  collectDefaultMetrics,
  openMetricsContentType,
  prometheusContentType,
  Registry,
  type OpenMetricsContentType,
} from 'prom-client';
import { unsentSpans } from '../trace/count-unsent.js';
import { malformedTraceparents } from '../trace/traceparent.js';
import { Count, Level, Spread, type Measured, type SpreadMeasured } from './measures.js';
import { asPlainText } from './plain-text.js';
import { inTime } from './in-time.js';
import { isOfSomething, nouns, units, unitOf } from './units.js';
import { SeriesLimit } from './series-limit.js';

/** Series per metric unless it says otherwise: 98 municipalities with a few kinds each fit. */
const seriesMaxDefault = 1_000;

/** Bounds in seconds from a message's 1 ms to a night's 12 hours. */
const secondsDefault = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 43_200,
];

/** Prometheus gives a whole scrape 10 seconds. */
const collectMsMax = 2_000;

export type MetricsOptions = {
  readonly service: string;
  readonly instance: string;
  /** Memory, CPU, event loop, garbage collection; default true. */
  readonly ofProcess?: boolean;
};

/** Understands the numbers of one service: its own registry, names with units or with what they count, and a limit on every metric's series. */
export class Metrics {
  private readonly registry = new Registry<OpenMetricsContentType>();
  private readonly dropped: Count<'metric'>;
  private readonly leftOut: Count<'metric'>;

  constructor({ service, instance, ofProcess = true }: MetricsOptions) {
    this.registry.setContentType(openMetricsContentType); // exemplars exist only there
    this.registry.setDefaultLabels({ service, instance });
    this.dropped = this.counter({
      name: 'debitorbro_metrics_series_dropped_total',
      help: 'Observations whose labels went beyond the limit on series',
      labels: ['metric'],
    });
    this.leftOut = this.counter({
      name: 'debitorbro_metrics_left_out_total',
      help: 'Gauges that could not be read in time and were left out of a scrape',
      labels: ['metric'],
    });
    this.counterFrom(
      'debitorbro_spans_unsent_total',
      'Recorded spans that were lost, in this process: the receiver of traces did not take them, or too many waited for it',
      unsentSpans,
    );
    this.counterFrom(
      'debitorbro_traceparent_malformed_total',
      'Trace parents that could not be read, in this process',
      malformedTraceparents,
    );
    if (ofProcess) collectDefaultMetrics({ register: this.registry });
  }

  /** Something that only grows; the name ends in `_total`. */
  counter<Label extends string = never>(
    measured: Measured<Label> & { readonly collect?: () => void },
  ): Count<Label> {
    if (!measured.name.endsWith('_total'))
      throw new Error(`The name of the counter ${measured.name} must end in "_total".`);
    checkUnit(measured.name);
    return new Count(this.registry, measured, this.limitFor(measured));
  }

  /**
   * Something that goes up and down, set by us or asked for at each scrape with `collect`. What can't be collected, or not in
   * time, is left out of the scrape: the rest is told all the same, most of all while the database is away.
   */
  gauge<Label extends string = never>(
    measured: Measured<Label> & {
      readonly collect?: (gauge: Level<Label>) => void | Promise<void>;
    },
  ): Level<Label> {
    if (measured.name.endsWith('_total'))
      throw new Error(`The gauge ${measured.name} must not end in "_total".`);
    checkUnit(measured.name);
    const { collect, ...plain } = measured;
    return new Level(
      this.registry,
      collect === undefined
        ? plain
        : { ...plain, collect: (gauge) => this.collectOrLeaveOut(measured.name, gauge, collect) },
      this.limitFor(measured),
    );
  }

  /** A distribution; the name ends in its unit. An exemplar points to the active trace when that is sampled. */
  histogram<Label extends string = never>(measured: SpreadMeasured<Label>): Spread<Label> {
    if (unitOf(measured.name) === undefined)
      throw new Error(
        `The name of the histogram ${measured.name} must end in its unit: ${units.join(', ')}.`,
      );
    return new Spread(
      this.registry,
      { ...measured, bounds: measured.bounds ?? secondsDefault },
      this.limitFor(measured),
    );
  }

  /** The scrape: OpenMetrics with exemplars if `accept` asks for it, else the plain text format. */
  async scrape(accept = ''): Promise<{ readonly contentType: string; readonly text: string }> {
    const text = await this.registry.metrics();
    return accept.includes('application/openmetrics-text')
      ? { contentType: openMetricsContentType, text }
      : { contentType: prometheusContentType, text: asPlainText(text) };
  }

  private async collectOrLeaveOut<Label extends string>(
    metric: string,
    gauge: Level<Label>,
    collect: (gauge: Level<Label>) => void | Promise<void>,
  ): Promise<void> {
    try {
      await inTime(collectMsMax, async () => collect(gauge));
    } catch {
      gauge.clear();
      this.leftOut.add({ metric });
    }
  }

  private counterFrom(name: string, help: string, read: () => number): void {
    let seen = 0;
    const counter: Count = this.counter({
      name,
      help,
      collect: () => {
        const now = read();
        counter.add({}, now - seen);
        seen = now;
      },
    });
  }

  private limitFor({ name, seriesMax }: Measured<string>): SeriesLimit {
    return new SeriesLimit(seriesMax ?? seriesMaxDefault, () => {
      this.dropped.add({ metric: name });
    });
  }
}

function checkUnit(name: string): void {
  if (isOfSomething(name)) return;
  throw new Error(
    `The name of ${name} must end in its unit (${units.join(', ')}) or say what is counted (${nouns.join(', ')}).`,
  );
}
