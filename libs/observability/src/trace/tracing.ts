import { context, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
} from '@opentelemetry/semantic-conventions';
import { CountUnsent } from './count-unsent.js';
import { RedactSpans } from './redact-spans.js';

export type TracingOptions = {
  readonly service: string;
  readonly instance: string;
  /** Base address of an OTLP/HTTP receiver; `/v1/traces` is appended. Without it and without `exporter` spans are made, for their ids, but not recorded. */
  readonly otlpEndpoint?: string;
  readonly otlpHeaders?: Readonly<Record<string, string>>;
  /** Share of the traces begun here that is recorded, 0 to 1. A trace begun elsewhere keeps its decision. */
  readonly sampleRatio: number;
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
  const ratio = new TraceIdRatioBasedSampler(options.sampleRatio);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: options.service,
      [ATTR_SERVICE_NAMESPACE]: scope,
      [ATTR_SERVICE_INSTANCE_ID]: options.instance,
    }),
    sampler:
      spanProcessors.length === 0
        ? new AlwaysOffSampler()
        : new ParentBasedSampler({ root: ratio }),
    spanProcessors,
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return { provider, tracer: provider.getTracer(scope), users: 0 };
}

function processors({ otlpEndpoint, otlpHeaders, exporter }: TracingOptions): SpanProcessor[] {
  const sending: SpanProcessor[] = [];
  if (exporter !== undefined) sending.push(new SimpleSpanProcessor({ exporter }));
  if (otlpEndpoint !== undefined) {
    const url = `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`;
    const otlp = new OTLPTraceExporter({
      url,
      ...(otlpHeaders === undefined ? {} : { headers: { ...otlpHeaders } }),
    });
    sending.push(
      new BatchSpanProcessor({
        exporter: new CountUnsent(otlp),
        maxQueueSize: spansWaitingMax,
        maxExportBatchSize: spansPerRequest,
        scheduledDelayMillis: sendEveryMs,
      }),
    );
  }
  return sending.length === 0 ? [] : [new RedactSpans(), ...sending];
}

/** Beyond this, spans are dropped rather than memory filled: about 30 MB. */
const spansWaitingMax = 20_000;
const spansPerRequest = 1_000;
const sendEveryMs = 1_000;

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
