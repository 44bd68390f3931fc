import { hostname } from 'node:os';
import { FromEnv, SecretFromEnv, type Secret } from '@libs/config';
import { logLevels, type LogLevel } from './log/log.js';
import type { TracingOptions } from './trace/tracing.js';

/** What the operator decides about logs. */
export class LogSettings {
  @FromEnv('LOG_LEVEL', {
    what: 'Lines below this level are not written',
    oneOf: logLevels,
    default: 'info',
  })
  readonly level!: LogLevel;
}

/** What the operator decides about traces, by OpenTelemetry's own names. */
export class TracingSettings {
  @FromEnv('OTEL_SDK_DISABLED', {
    what: 'Makes no spans for export; ids for logs and messages are made all the same',
    default: false,
  })
  readonly disabled!: boolean;

  @FromEnv('OTEL_EXPORTER_OTLP_ENDPOINT', {
    what: 'Base address of the OTLP/HTTP receiver of traces',
    protocols: ['http', 'https'],
    optional: true,
  })
  readonly otlpEndpoint?: string;

  @SecretFromEnv('OTEL_EXPORTER_OTLP_HEADERS', {
    what: 'Headers for the receiver, as name=value,name=value',
    optional: true,
  })
  readonly otlpHeaders?: Secret;

  @FromEnv('OTEL_TRACES_SAMPLER_ARG', {
    what: 'Share of the traces begun here that is recorded',
    default: 1,
    min: 0,
    max: 1,
    fraction: true,
  })
  readonly sampleRatio!: number;
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
  service: string,
  instance: string,
): TracingOptions {
  const { otlpEndpoint, otlpHeaders, sampleRatio, disabled } = settings;
  if (disabled || otlpEndpoint === undefined) return { service, instance, sampleRatio };
  return {
    service,
    instance,
    sampleRatio,
    otlpEndpoint,
    ...(otlpHeaders === undefined ? {} : { otlpHeaders: headersIn(otlpHeaders.expose()) }),
  };
}

/** Source: OpenTelemetry, "OTLP Exporter Configuration": W3C Baggage syntax without metadata, values percent-encoded. */
function headersIn(text: string): Record<string, string> {
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
