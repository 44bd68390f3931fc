import { hostname } from 'node:os';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { FromEnv, SecretFromEnv, type Secret } from '@libs/config';
import { logLevels, type LogLevel } from './log/log.js';
import { usualBatches } from './trace/span-batches.js';
import { usualTimeoutMs, type TracingOptions } from './trace/tracing.js';

/** What the operator decides about logs. */
export class LogSettings {
  @FromEnv('LOG_LEVEL', {
    what: 'Lines below this level are not written',
    oneOf: logLevels,
    default: 'info',
  })
  readonly level!: LogLevel;
}

const samplers = [
  ...(['always_on', 'always_off', 'traceidratio'] as const),
  ...(['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const),
] as const;

/** The exporter's encoding; a receiver that takes OTLP over HTTP takes it at the same address as protobuf. */
const protocol = {
  oneOf: ['http/json'],
  default: 'http/json',
  refusal:
    'leave it out: a receiver takes it where it takes http/protobuf; grpc has another port, so give the address of OTLP over HTTP, usually at port 4318',
};

/** What the operator decides about traces, by OpenTelemetry's own names. */
export class TracingSettings {
  @FromEnv('OTEL_SDK_DISABLED', {
    what: 'Makes no spans for export; ids for logs and messages are made all the same',
    default: false,
  })
  readonly disabled!: boolean;

  @FromEnv('OTEL_SERVICE_NAME', {
    what: 'Name of the service in traces, before the service.name of OTEL_RESOURCE_ATTRIBUTES; its own when both are left out. Logs and metrics have its own in any case',
    optional: true,
    lengthMax: 200,
  })
  readonly serviceName?: string;

  @FromEnv('OTEL_TRACES_EXPORTER', {
    what: 'Whether spans are sent, by OTLP to the receiver that is named, or not',
    oneOf: ['otlp', 'none'],
    default: 'otlp',
    refusal: 'send to a collector by otlp, and have it send on',
  })
  readonly exporter!: 'otlp' | 'none';

  @FromEnv('OTEL_EXPORTER_OTLP_PROTOCOL', {
    what: 'How the receiver is spoken to: OTLP over HTTP, as JSON',
    ...protocol,
  })
  readonly otlpProtocol!: string;

  @FromEnv('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', {
    what: 'The same, where it is set for traces alone',
    ...protocol,
  })
  readonly otlpTracesProtocol!: string;

  @FromEnv('OTEL_EXPORTER_OTLP_ENDPOINT', {
    what: 'Base address of the OTLP/HTTP receiver; traces go to its /v1/traces',
    protocols: ['http', 'https'],
    optional: true,
  })
  readonly otlpEndpoint?: string;

  @FromEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', {
    what: 'Whole address of the OTLP/HTTP receiver of traces, where it is not below the base address',
    protocols: ['http', 'https'],
    optional: true,
  })
  readonly otlpTracesEndpoint?: string;

  @SecretFromEnv('OTEL_EXPORTER_OTLP_HEADERS', {
    what: 'Headers for the receiver, as name=value,name=value',
    optional: true,
  })
  readonly otlpHeaders?: Secret;

  @FromEnv('OTEL_EXPORTER_OTLP_TIMEOUT', {
    what: 'How long the receiver may take for one request (ms); spans that it has not taken by then are lost and counted',
    default: usualTimeoutMs,
    min: 100,
    max: 600_000,
  })
  readonly otlpTimeoutMs!: number;

  @FromEnv('OTEL_TRACES_SAMPLER', {
    what: 'Which traces are sent: all, none or a share; parentbased: as whoever began the trace decided. Spans in error are sent in any case',
    oneOf: samplers,
    default: 'parentbased_traceidratio',
  })
  readonly sampler!: (typeof samplers)[number];

  @FromEnv('OTEL_TRACES_SAMPLER_ARG', {
    what: 'Share of the traces that traceidratio sends',
    default: 1,
    min: 0,
    max: 1,
    fraction: true,
  })
  readonly sampleRatio!: number;

  @FromEnv('OTEL_RESOURCE_ATTRIBUTES', {
    what: 'What every span says besides of where it comes from, as name=value,name=value',
    optional: true,
  })
  readonly resourceAttributes?: string;

  @FromEnv('OTEL_BSP_SCHEDULE_DELAY', {
    what: 'Spans are sent this often (ms)',
    default: usualBatches.everyMs,
    min: 10,
    max: 60_000,
  })
  readonly sendEveryMs!: number;

  @FromEnv('OTEL_BSP_MAX_QUEUE_SIZE', {
    what: 'Spans that wait to be sent; a tenth as many in error may wait besides. Further ones are dropped and counted',
    default: usualBatches.queueMax,
    min: 100,
    max: 1_000_000,
  })
  readonly spansWaitingMax!: number;

  @FromEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', {
    what: 'Spans of one request',
    default: usualBatches.spansMax,
    min: 1,
    max: 10_000,
  })
  readonly spansPerRequest!: number;

  @FromEnv('OTEL_BSP_EXPORT_TIMEOUT', {
    what: 'Spans that have not been sent by then keep the next ones waiting no longer (ms)',
    default: usualBatches.timeoutMs,
    min: 100,
    max: 600_000,
  })
  readonly sendTimeoutMs!: number;
}

/** Which of several replicas this is, in logs, metrics and traces. */
export class InstanceSettings {
  @FromEnv('SERVICE_INSTANCE', {
    what: 'Name of this replica; its host and process id when left out',
    optional: true,
    lengthMax: 100,
  })
  readonly name?: string;
}

export function instanceName({ name }: InstanceSettings): string {
  return name ?? `${hostname()}-${String(process.pid)}`;
}

/** What `startTracing` needs, from the settings. */
export function tracingOptions(
  settings: TracingSettings,
  ownName: string,
  instance: string,
): TracingOptions {
  const { otlpHeaders, sampler, resourceAttributes, serviceName } = settings;
  const { sendEveryMs: everyMs, spansWaitingMax: queueMax, spansPerRequest: spansMax } = settings;
  const { sendTimeoutMs: timeoutMs, otlpTimeoutMs } = settings;
  const sampling = {
    sampleRatio: ratioOf(settings),
    decidesAll: !sampler.startsWith('parentbased'),
  };
  const attributes = pairsIn(resourceAttributes ?? '');
  const service = serviceName ?? attributes[ATTR_SERVICE_NAME] ?? ownName;
  const otlpTracesUrl = tracesUrlOf(settings);
  if (otlpTracesUrl === undefined) return { service, instance, ...sampling };
  return {
    ...{ service, instance, ...sampling, otlpTracesUrl, otlpTimeoutMs },
    batches: { everyMs, queueMax, spansMax, timeoutMs },
    ...(resourceAttributes !== undefined && { attributes }),
    ...(otlpHeaders !== undefined && { otlpHeaders: pairsIn(otlpHeaders.expose()) }),
  };
}

function ratioOf({ sampler, sampleRatio }: TracingSettings): number {
  if (sampler.endsWith('always_on')) return 1;
  return sampler.endsWith('always_off') ? 0 : sampleRatio;
}

function tracesUrlOf(settings: TracingSettings): string | undefined {
  const { disabled, exporter, otlpEndpoint, otlpTracesEndpoint } = settings;
  if (disabled || exporter === 'none') return undefined;
  if (otlpTracesEndpoint !== undefined) return otlpTracesEndpoint;
  return otlpEndpoint === undefined ? undefined : `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`;
}

/** Source: OpenTelemetry, "OTLP Exporter Configuration" and "Resource SDK": W3C Baggage syntax without metadata, values percent-encoded. */
function pairsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const at = pair.indexOf('=');
      return at < 1 ? [] : [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())]];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
