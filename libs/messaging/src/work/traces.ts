import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { Arrival } from './arrival.js';
import type { Decision } from './decider.js';

export type Traced<State> = {
  readonly decision: Decision<State>;
  readonly traceparent: string | undefined;
};

/**
 * Understands how a message's way stays one trace: the span of its handling has the publisher's as parent, and what it leads
 * to carries the span on, through the outbox and however long it waits. Names follow OpenTelemetry's messaging conventions.
 */
export class Traces {
  private readonly tracer = trace.getTracer('debitorbro.messaging');

  constructor(private readonly service: string) {}

  decide<State>(handler: string, arrival: Arrival, decide: () => Decision<State>): Traced<State> {
    const parent = contextOf(arrival.traceparent);
    const span = this.tracer.startSpan(
      `process ${arrival.queue}`,
      { kind: SpanKind.CONSUMER, attributes: this.attributesOf(handler, arrival) },
      parent,
    );
    try {
      const decision = context.with(trace.setSpan(parent, span), decide);
      return { decision, traceparent: traceparentOf(span) ?? arrival.traceparent };
    } catch (error) {
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: error instanceof Error ? error.name : 'failure',
      });
      throw error;
    } finally {
      span.end();
    }
  }

  private attributesOf(handler: string, arrival: Arrival): Record<string, string | number> {
    return {
      'messaging.system': 'rabbitmq',
      'messaging.operation.type': 'process',
      'messaging.operation.name': handler,
      'messaging.destination.name': arrival.queue,
      'messaging.message.id': arrival.id,
      'cloudevents.event_type': arrival.type,
      'debitorbro.service': this.service,
      ...(arrival.stream?.scope ? { 'debitorbro.agency': arrival.stream.scope } : {}),
      ...(arrival.stream === undefined ? {} : { 'debitorbro.subject': arrival.stream.key }),
      ...(arrival.origin.kind === 'set-aside'
        ? { 'debitorbro.attempt': arrival.origin.attempts + 1 }
        : {}),
    };
  }
}

const traceparentForm = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = traceparentForm.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const spanContext = {
    traceId,
    spanId,
    traceFlags: parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return isSpanContextValid(spanContext)
    ? trace.setSpanContext(ROOT_CONTEXT, spanContext)
    : ROOT_CONTEXT;
}

function traceparentOf(span: Span): string | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (!isSpanContextValid(span.spanContext())) return undefined;
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0')}`;
}
