import { context, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
} from '@opentelemetry/semantic-conventions';
import { CountUnsent } from './count-unsent.js';
import { KeepErrors, RecordUnsampled } from './keep-errors.js';
import { RedactSpans } from './redact-spans.js';
import { ReserveForErrors } from './reserve-for-errors.js';
import { usualBatches, type SpanBatches } from './span-batches.js';

export type TracingOptions = {
  readonly service: string;
  readonly instance: string;
  /** Address of an OTLP/HTTP receiver of traces. Without it and without `exporter` spans are made, for their ids, but not recorded. */
  readonly otlpTracesUrl?: string;
  readonly otlpHeaders?: Readonly<Record<string, string>>;
  /** How long the receiver may take for a request, repeats included. */
  readonly otlpTimeoutMs?: number;
  /** Share of the traces that is sent, 0 to 1. Of the others, spans that end in an error are sent. */
  readonly sampleRatio: number;
  /** Whether a trace begun elsewhere is decided about anew; its own decision holds when left out. */
  readonly decidesAll?: boolean;
  /** Of the resource, besides the service's name and instance. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly batches?: SpanBatches;
  /** Takes every span as it ends, at once: for tests and local files. */
  readonly exporter?: SpanExporter;
};

/** A started tracing; several services in one process share one and stop it together. */
export type Tracing = {
  /** Sends what has ended so far. */
  flush(): Promise<void>;
  /** Sends the rest and stops, once everybody who started it has stopped it. Calling it again does nothing. */
  stop(): Promise<void>;
};

type Running = { readonly provider: TracerProvider; readonly tracer: Tracer; users: number };

/** OpenTelemetry's provider and context are global by design; this is the only state that services in one process share. */
let running: Running | undefined;

const scope = 'debitorbro';
const notStarted = trace.getTracer(scope); // makes spans that do nothing

/** The tracer of this process; before `startTracing` one whose spans do nothing. */
export function tracer(): Tracer {
  return running?.tracer ?? notStarted;
}

/** Starts tracing for this process; if it has been started, joins in, and the first starter's options hold. */
export function startTracing(options: TracingOptions): Tracing {
  running ??= begin(options);
  running.users += 1;
  const joined = running;
  let left = false;
  return {
    flush: () => joined.provider.forceFlush().catch(lost),
    stop: async () => {
      if (left) return;
      left = true;
      joined.users -= 1;
      if (joined.users === 0) await end(joined);
    },
  };
}

function begin(options: TracingOptions): Running {
  const spanProcessors = processors(options);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      ...options.attributes,
      [ATTR_SERVICE_NAME]: options.service,
      [ATTR_SERVICE_NAMESPACE]: scope,
      [ATTR_SERVICE_INSTANCE_ID]: options.instance,
    }),
    sampler: spanProcessors.length === 0 ? new AlwaysOffSampler() : samplerOf(options),
    spanProcessors,
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return { provider, tracer: provider.getTracer(scope), users: 0 };
}

function samplerOf({ sampleRatio, decidesAll = false }: TracingOptions): Sampler {
  const ratio = new TraceIdRatioBasedSampler(sampleRatio);
  return new RecordUnsampled(decidesAll ? ratio : new ParentBasedSampler({ root: ratio }));
}

function processors(options: TracingOptions): SpanProcessor[] {
  const { otlpTracesUrl: url, otlpHeaders, otlpTimeoutMs = usualTimeoutMs } = options;
  const { exporter: own, batches = usualBatches } = options;
  const sending: SpanProcessor[] = [];
  if (own !== undefined) sending.push(new SimpleSpanProcessor({ exporter: own }));
  if (url !== undefined) {
    const request = {
      ...{ url, timeoutMillis: otlpTimeoutMs },
      ...(otlpHeaders === undefined ? {} : { headers: { ...otlpHeaders } }),
    };
    const exporter = (): SpanExporter => new CountUnsent(new OTLPTraceExporter(request));
    sending.push(new ReserveForErrors(exporter, batches));
  }
  if (sending.length === 0) return [];
  return [new RedactSpans(), ...sending.map((each) => new KeepErrors(each))];
}

export const usualTimeoutMs = 10_000;

async function end(stopping: Running): Promise<void> {
  running = undefined;
  trace.disable();
  context.disable();
  await stopping.provider.shutdown().catch(lost);
}

/** Traces are not worth failing for; what could not be sent has been counted. */
function lost(): void {
  return undefined;
}
