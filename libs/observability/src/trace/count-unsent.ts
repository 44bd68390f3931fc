import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

let unsent = 0;

/** Spans that could not be handed to the receiver of traces since this process started. */
export function unsentSpans(): number {
  return unsent;
}

export function loseSpans(spans: number): void {
  unsent += spans;
}

/** Understands that traces may be lost, but not in silence: what an exporter could not send is counted. */
export class CountUnsent implements SpanExporter {
  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      if (result.code !== ExportResultCode.SUCCESS) loseSpans(spans.length);
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}
