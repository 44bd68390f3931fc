import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
} from '@opentelemetry/api';
import { shownName } from '@libs/observability';
import type { Arrival } from './arrival.js';
import { BatchTrace } from './batch-trace.js';
import { codesOf } from './codes-of.js';
import type { Decision } from './decider.js';

export type Traced<State> = {
  readonly decision: Decision<State>;
  readonly traceparent: string | undefined;
};

const linksMax = 128;

/**
 * Understands how a message's way stays one trace: the span of its handling has the publisher's as parent, and what it leads
 * to carries the span on, through the outbox and however long it waits. Names follow OpenTelemetry's messaging conventions.
 */
export class Traces {
  private readonly tracer = trace.getTracer('debitorbro.messaging');

  constructor(private readonly service: string) {}

  decide<State>(
    batch: BatchTrace,
    { handler, arrival }: { readonly handler: string; readonly arrival: Arrival },
    decide: () => Decision<State>,
  ): Traced<State> {
    const parent = contextOf(arrival.traceparent);
    const attributes = this.attributesOf(handler, arrival);
    const span = this.tracer.startSpan(
      `process ${arrival.queue}`,
      { kind: kindFor(arrival), attributes, links: linksTo(causeOf(arrival), parent) },
      parent,
    );
    try {
      const decision = context.with(trace.setSpan(parent, span), decide);
      return { decision, traceparent: traceparentOf(span) ?? arrival.traceparent };
    } catch (error) {
      span.setAttribute('error.type', kindOf(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      batch.hold(arrival, span);
    }
  }

  /** What can't be read, or has failed for the last time, shows in its trace as well. */
  broken(batch: BatchTrace, arrival: Arrival, reason: string): void {
    const parent = contextOf(arrival.traceparent);
    const attributes = { ...this.attributesOf('none', arrival), 'error.type': reason };
    const span = this.tracer.startSpan(
      `process ${arrival.queue}`,
      { kind: SpanKind.CONSUMER, attributes, links: linksTo(causeOf(arrival), parent) },
      parent,
    );
    batch.hold(arrival, span.setStatus({ code: SpanStatusCode.ERROR }));
  }

  /** The transaction of a batch: a trace of its own, with a link to each message's (as many as are usually kept). */
  batch(arrivals: readonly Arrival[]): BatchTrace {
    const [first] = arrivals;
    const queue = first?.queue ?? '';
    const attributes = {
      ...systemOf(first),
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'batch',
      'messaging.destination.name': queue,
      'messaging.batch.message_count': arrivals.length,
      'debitorbro.service': this.service,
    };
    const links = arrivals.slice(0, linksMax).flatMap(({ traceparent }) => {
      const linked = trace.getSpanContext(contextOf(traceparent));
      return linked === undefined ? [] : [{ context: linked }];
    });
    const options = { kind: kindFor(first), attributes, links };
    return new BatchTrace(this.tracer.startSpan(`batch ${queue}`, options, ROOT_CONTEXT));
  }

  /** A part of a batch's transaction, in the database. */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const attributes = { 'db.system.name': 'postgresql' };
    return this.part(name, { kind: SpanKind.CLIENT, attributes }, work);
  }

  /** The part in which messages are decided: ours, though it reads and writes as well. */
  deciding<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.part('decide', { kind: SpanKind.INTERNAL }, work);
  }

  private part<Result>(
    name: string,
    options: SpanOptions,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (trace.getActiveSpan()?.isRecording() !== true) return work();
    return this.within(this.tracer.startSpan(name, options), work);
  }

  private async within<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
    try {
      return await context.with(trace.setSpan(context.active(), span), work);
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.name : 'failure');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  private attributesOf(handler: string, arrival: Arrival): Record<string, string | number> {
    const { agency, subject, municipality, claimType } = codesOf(arrival);
    return {
      ...systemOf(arrival),
      'messaging.operation.type': 'process',
      'messaging.operation.name': handler,
      'messaging.destination.name': arrival.queue,
      'messaging.message.id': shownName(arrival.id),
      'cloudevents.event_type': arrival.type,
      'debitorbro.service': this.service,
      ...(agency !== undefined && { 'debitorbro.agency': shownName(agency) }),
      ...(subject !== undefined && { 'debitorbro.subject': shownName(subject) }),
      ...(arrival.origin.kind === 'set-aside'
        ? { 'debitorbro.attempt': arrival.origin.attempts + 1 }
        : {}),
      ...(municipality !== undefined && { 'debitorbro.municipality': municipality }),
      ...(claimType !== undefined && { 'debitorbro.claim_type': claimType }),
    };
  }
}

/** What a service does of its own accord comes from no broker. */
function systemOf(arrival: Arrival | undefined): Readonly<Record<string, string>> {
  return arrival?.origin.kind === 'local' ? {} : byBroker;
}

const byBroker = { 'messaging.system': 'rabbitmq' } as const;

function kindFor(arrival: Arrival | undefined): SpanKind {
  return arrival?.origin.kind === 'local' ? SpanKind.INTERNAL : SpanKind.CONSUMER;
}

/**
 * Who sent a parked message to the door, or what had a service do something of its own accord: if nobody in particular, the batch
 * that it goes in shows when and with what.
 */
function causeOf({ origin }: Arrival): SpanContext | undefined {
  if (origin.kind === 'delivery') return undefined;
  if (origin.cause !== undefined) return trace.getSpanContext(contextOf(origin.cause));
  return origin.kind === 'local' ? trace.getActiveSpan()?.spanContext() : undefined;
}

/** A cause in the same trace is in its way already. */
function linksTo(cause: SpanContext | undefined, parent: Context): Link[] {
  const isElsewhere =
    cause !== undefined && cause.traceId !== trace.getSpanContext(parent)?.traceId;
  return isElsewhere ? [{ context: cause }] : [];
}

/** By the code of a failure that has one. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failure';
  return 'code' in error ? String(error.code) : error.name;
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
