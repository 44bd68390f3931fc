import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { SpanBatches } from './span-batches.js';

/**
 * Understands how many spans wait to be sent. OpenTelemetry's own queue drops what is beyond its limit without a word; this
 * one keeps the limit itself, and says whether there was room.
 */
export class SpanQueue {
  private readonly batches: BatchSpanProcessor;
  private waiting = 0;

  constructor(
    exporter: SpanExporter,
    private readonly limits: SpanBatches,
  ) {
    const { queueMax, spansMax, everyMs, timeoutMs } = limits;
    this.batches = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => {
          this.waiting -= spans.length;
          exporter.export(spans, done);
        },
        forceFlush: async () => exporter.forceFlush?.(),
        shutdown: () => exporter.shutdown(),
      },
      maxQueueSize: queueMax,
      maxExportBatchSize: Math.min(spansMax, queueMax),
      scheduledDelayMillis: everyMs,
      exportTimeoutMillis: timeoutMs,
    });
  }

  /** @returns whether there was room for it */
  take(span: ReadableSpan): boolean {
    if (this.waiting >= this.limits.queueMax) return false;
    this.waiting += 1;
    this.batches.onEnd(span);
    return true;
  }

  flush(): Promise<void> {
    return this.batches.forceFlush();
  }

  stop(): Promise<void> {
    return this.batches.shutdown();
  }
}
