import { isSpanContextValid, TraceFlags, type SpanContext } from '@opentelemetry/api';

/** The span in another process that caused what we do; made by `parentFrom`. */
export type TraceParent = SpanContext;

/** W3C Trace Context 1, "traceparent": version, trace id, parent id, flags; lower-case hexadecimal. Later versions may say more after them; `ff` is none. */
const form =
  /^(?:00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}|(?!00|ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?)$/;

let malformed = 0;

/**
 * Reads a `traceparent`. Strict: a text that is not one is ignored and counted (`malformedTraceparents`), never an error,
 * since a trace is not worth losing a message for.
 */
export function parentFrom(traceparent: string | undefined): TraceParent | undefined {
  if (traceparent === undefined) return undefined;
  const parent = parsed(traceparent);
  if (parent === undefined) malformed += 1;
  return parent;
}

/** Malformed `traceparent`s met by this process since it started. */
export function malformedTraceparents(): number {
  return malformed;
}

export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'}`;
}

function parsed(text: string): TraceParent | undefined {
  if (!form.test(text)) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = text.split('-');
  const parent: TraceParent = {
    traceId,
    spanId,
    traceFlags: parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return isSpanContextValid(parent) ? parent : undefined; // all zeroes name nothing
}
