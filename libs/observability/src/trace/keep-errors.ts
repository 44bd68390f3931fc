import { SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import {
  SamplingDecision,
  type ReadableSpan,
  type Sampler,
  type SamplingResult,
  type Span,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';

/** Leaves the decision about a trace to another sampler, but has spans recorded that are not to be sent: their end may show an error. */
export class RecordUnsampled implements Sampler {
  constructor(private readonly sampler: Sampler) {}

  shouldSample(...asked: Parameters<Sampler['shouldSample']>): SamplingResult {
    const result = this.sampler.shouldSample(...asked);
    return result.decision === SamplingDecision.NOT_RECORD
      ? { ...result, decision: SamplingDecision.RECORD }
      : result;
  }

  toString(): string {
    return `RecordUnsampled{${this.sampler.toString()}}`;
  }
}

/** Hands on the spans of sampled traces, and of all others those that ended in an error; what is asked of services downstream is unchanged. */
export class KeepErrors implements SpanProcessor {
  constructor(private readonly sending: SpanProcessor) {}

  onStart(...started: Parameters<SpanProcessor['onStart']>): void {
    this.sending.onStart(...started);
  }

  onEnding(span: Span): void {
    this.sending.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) this.sending.onEnd(span);
    else if (span.status.code === SpanStatusCode.ERROR) this.sending.onEnd(asSampled(span));
  }

  forceFlush(): Promise<void> {
    return this.sending.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.sending.shutdown();
  }
}

/** Exporters take only what says that it is sampled. */
function asSampled(span: ReadableSpan): ReadableSpan {
  const context = { ...span.spanContext(), traceFlags: TraceFlags.SAMPLED };
  return Object.create(span, { spanContext: { value: () => context } }) as ReadableSpan;
}
