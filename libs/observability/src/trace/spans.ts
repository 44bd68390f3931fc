import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { errorKind } from '../log/print-error.js';
import { tracer } from './tracing.js';
import { traceparentOf, type TraceParent } from './traceparent.js';

export type { Span } from '@opentelemetry/api';

/** Ids, codes, counts; by the semantic conventions where they have a name. Never personal data. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export type SpanOptions = {
  /** What the span is to its trace; `internal` when left out. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /** Other traces that this span serves too, e.g. those of the messages of a batch. */
  readonly links?: readonly TraceParent[];
  /** Left out or undefined: the active span. `none`: a trace of its own. */
  readonly parent?: TraceParent | 'none' | undefined;
};

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * Runs `work` inside a span that ends when it returns or its promise settles. A failure marks the span with the error's
 * code (`error.type`), not with its text, and passes on.
 */
export function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Result,
): Result {
  const parent = contextOf(options.parent);
  const span = start(name, options, parent);
  return context.with(trace.setSpan(parent, span), runToEnd<Result>, undefined, span, work);
}

/** Begins a span that the caller ends with `span.end()`, for work that does not nest, e.g. one message of a batch. */
export function beginSpan(name: string, options: SpanOptions = {}): Span {
  return start(name, options, contextOf(options.parent));
}

/** Runs `work` with `span` as the active one, without ending it. */
export function within<Result>(span: Span, work: () => Result): Result {
  return context.with(trace.setSpan(context.active(), span), work);
}

/** Runs `work` in nobody's trace: what is begun by a timer is not part of whatever set it. */
export function apart<Result>(work: () => Result): Result {
  return context.with(ROOT_CONTEXT, work);
}

/** Marks a span as failed by the error's code. */
export function failSpan(span: Span, error: unknown): void {
  if (span.isRecording()) failSpanBy(span, errorKind(error));
}

/** Lets the active span lead to another trace, that it belongs to and did not follow from. */
export function linkActiveSpan(to: TraceParent | undefined): void {
  if (to !== undefined) trace.getActiveSpan()?.addLink({ context: to });
}

/** Says of the active span what becomes known only while it lasts. */
export function describeActiveSpan(attributes: SpanAttributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** Marks a span as failed by a code of ours. */
export function failSpanBy(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** The `traceparent` of the active span, to be carried by a message or a request; undefined when there is none. */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan();
  return span === undefined ? undefined : spanTraceparent(span);
}

/** The `traceparent` of a span; undefined while tracing has not been started. */
export function spanTraceparent(span: Span): string | undefined {
  const spanContext = span.spanContext();
  return trace.isSpanContextValid(spanContext) ? traceparentOf(spanContext) : undefined;
}

function start(name: string, { kind, attributes, links }: SpanOptions, parent: Context): Span {
  return tracer().startSpan(
    name,
    {
      kind: kinds[kind ?? 'internal'],
      ...(attributes === undefined ? {} : { attributes }),
      ...(links === undefined ? {} : { links: links.map((link) => ({ context: link })) }),
    },
    parent,
  );
}

function contextOf(parent: TraceParent | 'none' | undefined): Context {
  if (parent === undefined) return context.active();
  return parent === 'none' ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
}

function runToEnd<Result>(span: Span, work: (span: Span) => Result): Result {
  try {
    const result = work(span);
    if (result instanceof Promise) return ended(span, result) as Result;
    span.end();
    return result;
  } catch (error) {
    failSpan(span, error);
    span.end();
    throw error;
  }
}

async function ended(span: Span, work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
}
