import { trace, TraceFlags, type SpanContext } from '@opentelemetry/api';
import { Counter, Gauge, Histogram, type OpenMetricsContentType, type Registry } from 'prom-client';
import type { SeriesLimit } from './series-limit.js';

type Labels<Label extends string> = Readonly<Record<Label, string>>;

/** What a metric is called and told apart by. */
export type Measured<Label extends string> = {
  /** snake_case, the unit last (`_seconds`, `_bytes`), counters then `_total`. */
  readonly name: string;
  /** One sentence for whoever reads the dashboard. */
  readonly help: string;
  readonly labels?: readonly Label[];
  /** Series that this metric may have; beyond it labels become `other` and `debitorbro_metrics_series_dropped_total` counts. */
  readonly seriesMax?: number;
};

export type SpreadMeasured<Label extends string> = Measured<Label> & {
  /** Upper bounds, ascending; seconds from 1 ms to 12 h unless told. */ readonly bounds?: readonly number[];
};

/** Understands something that only grows. */
export class Count<Label extends string = never> {
  private readonly counter: Counter;

  constructor(
    registry: Registry<OpenMetricsContentType>,
    measured: Measured<Label> & { readonly collect?: () => void },
    private readonly limit: SeriesLimit,
  ) {
    this.counter = new Counter({
      ...naming(measured),
      ...(measured.collect === undefined ? {} : { collect: measured.collect }),
      registers: [registry],
    });
  }

  add(labels: Labels<Label>, by = 1): void {
    this.counter.inc(this.limit.admit(labels), by);
  }
}

/** Understands something that goes up and down. */
export class Level<Label extends string = never> {
  private readonly gauge: Gauge;

  constructor(
    registry: Registry<OpenMetricsContentType>,
    measured: Measured<Label> & {
      readonly collect?: (level: Level<Label>) => void | Promise<void>;
    },
    private readonly limit: SeriesLimit,
  ) {
    const { collect } = measured;
    this.gauge = new Gauge({
      ...naming(measured),
      ...(collect === undefined ? {} : { collect: (): void | Promise<void> => collect(this) }),
      registers: [registry],
    });
  }

  set(labels: Labels<Label>, value: number): void {
    this.gauge.set(this.limit.admit(labels), value);
  }

  add(labels: Labels<Label>, by: number): void {
    this.gauge.inc(this.limit.admit(labels), by);
  }

  /** Takes one series away, e.g. a lane that is gone. */
  remove(labels: Labels<Label>): void {
    this.gauge.remove(labels);
    this.limit.forget(labels);
  }

  /** Takes all series away, before they are set anew from a query; also the one of a gauge without labels. */
  clear(): void {
    this.gauge.reset();
    this.gauge.remove({}); // else 0 stands there, as if that had been read
    this.limit.forgetAll();
  }
}

/** Understands how a quantity is spread. */
export class Spread<Label extends string = never> {
  private readonly histogram: Histogram;

  constructor(
    registry: Registry<OpenMetricsContentType>,
    measured: SpreadMeasured<Label>,
    private readonly limit: SeriesLimit,
  ) {
    this.histogram = new Histogram({
      ...naming(measured),
      buckets: [...(measured.bounds ?? [])],
      enableExemplars: true,
      registers: [registry],
    });
  }

  /** @param of the span that the value was measured of, if not the active one: an exemplar points there when it is sampled */
  observe(labels: Labels<Label>, value: number, of?: SpanContext): void {
    const span = of ?? trace.getActiveSpan()?.spanContext();
    const sampled = span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0;
    this.histogram.observe({
      labels: this.limit.admit(labels),
      value,
      ...(sampled ? { exemplarLabels: { trace_id: span.traceId, span_id: span.spanId } } : {}),
    });
  }
}

function naming({ name, help, labels }: Measured<string>): {
  name: string;
  help: string;
  labelNames: string[];
} {
  if (!/^[a-z][a-z0-9_]*$/.test(name) || help.trim() === '')
    throw new Error(`The metric "${name}" needs a name in snake_case and a help text.`);
  return { name, help, labelNames: [...(labels ?? [])] };
}
