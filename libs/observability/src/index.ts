export { Log, logLevels, type LogFields, type LogLevel, type LogOptions } from './log/log.js';
export { NestLog } from './log/nest-log.js';
export { isError } from './log/is-error.js';
export { errorKind, printError, type PrintedError } from './log/print-error.js';
export { personNumberMask, redact } from './log/redact.js';
export { shownName } from './log/shown-name.js';
export { Count, Level, Spread, type Measured, type SpreadMeasured } from './metrics/measures.js';
export { Metrics, type MetricsOptions } from './metrics/metrics.js';
export { isOfSomething } from './metrics/units.js';
export { sharedRead } from './metrics/shared-read.js';
export {
  InstanceSettings,
  instanceName,
  LogSettings,
  TracingSettings,
  tracingOptions,
} from './settings.js';
export { spansInMemory, type SpansInMemory } from './trace/spans-in-memory.js';
export {
  beginSpan,
  currentTraceparent,
  describeActiveSpan,
  failSpan,
  apart,
  failSpanBy,
  inSpan,
  linkActiveSpan,
  spanTraceparent,
  within,
  type Span,
  type SpanAttributes,
  type SpanOptions,
} from './trace/spans.js';
export { malformedTraceparents, parentFrom, type TraceParent } from './trace/traceparent.js';
export { startTracing, type Tracing, type TracingOptions } from './trace/tracing.js';
