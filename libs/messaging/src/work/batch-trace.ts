import { context, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { TellOf } from '../watch.js';
import type { Arrival } from './arrival.js';

type Handled = { readonly arrival: Arrival; readonly span: Span; readonly endedAt: number };

/**
 * Understands what one transaction of a batch shows in traces: a span of its own, and the spans of its messages, which come
 * true with it only. They are held back until it has been committed or rolled back, and end as of when their message was
 * decided: what is tried again, in halves or as it was, has succeeded once.
 */
export class BatchTrace {
  private readonly handled: Handled[] = [];

  constructor(private readonly span: Span) {}

  /** Does the batch's transaction in its span. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await context.with(trace.setSpan(context.active(), this.span), work);
      for (const { span, endedAt } of this.handled) span.end(endedAt);
      return result;
    } catch (error) {
      failBy(this.span, error instanceof Error ? error.name : 'failure');
      for (const { span, endedAt } of this.handled) {
        failBy(span, 'batch.rolled-back');
        span.end(endedAt);
      }
      throw error;
    } finally {
      this.span.end();
    }
  }

  /** Takes over the span of a message that has just been handled. */
  hold(arrival: Arrival, span: Span): void {
    this.handled.push({ arrival, span, endedAt: performance.now() });
  }

  /** Has something told of the batch in its span, which may have ended. */
  tell(tell: () => void): void {
    context.with(trace.setSpan(context.active(), this.span), tell);
  }

  /** Has something told of one message in the span of its handling, in the message's own trace. */
  readonly tellOf: TellOf = (arrival, tell) => {
    const span = this.handled.find((one) => one.arrival === arrival)?.span;
    if (span === undefined) tell();
    else context.with(trace.setSpan(context.active(), span), tell);
  };
}

function failBy(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
