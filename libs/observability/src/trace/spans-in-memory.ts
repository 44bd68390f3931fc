import {
  InMemorySpanExporter,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';

/** Spans as a test looks at them; give `exporter` to `startTracing`. */
export type SpansInMemory = {
  readonly exporter: SpanExporter;
  /** Every ended span so far, in the order of ending. */
  ended(): readonly ReadableSpan[];
  forget(): void;
};

export function spansInMemory(): SpansInMemory {
  const exporter = new InMemorySpanExporter();
  return {
    exporter,
    ended: () => exporter.getFinishedSpans(),
    forget: () => {
      exporter.reset();
    },
  };
}
