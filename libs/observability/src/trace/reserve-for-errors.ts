import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { loseSpans } from './count-unsent.js';
import { SpanQueue } from './span-queue.js';
import type { SpanBatches } from './span-batches.js';

/** Of the places for spans that wait: so many besides are kept for those in error. */
const reserveShare = 0.1;

/**
 * Understands what is lost first while a receiver does not keep up: the spans of what went well. Those in error wait in places
 * of their own, and among the others when these are full. What finds no place is counted.
 */
export class ReserveForErrors implements SpanProcessor {
  private readonly all: SpanQueue;
  private readonly reserve: SpanQueue;

  /** @param exporter makes one for each queue, which ends with it */
  constructor(exporter: () => SpanExporter, batches: SpanBatches) {
    const reserved = Math.ceil(batches.queueMax * reserveShare);
    this.all = new SpanQueue(exporter(), batches);
    this.reserve = new SpanQueue(exporter(), { ...batches, queueMax: reserved });
  }

  onStart(): void {
    // only what has ended is sent
  }

  onEnd(span: ReadableSpan): void {
    const isInError = span.status.code === SpanStatusCode.ERROR;
    if (isInError && this.reserve.take(span)) return;
    if (!this.all.take(span)) loseSpans(1);
  }

  async forceFlush(): Promise<void> {
    await Promise.all([this.all.flush(), this.reserve.flush()]);
  }

  async shutdown(): Promise<void> {
    await Promise.all([this.all.stop(), this.reserve.stop()]);
  }
}
