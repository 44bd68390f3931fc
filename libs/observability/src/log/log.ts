import { trace } from '@opentelemetry/api';
import { printable } from './printable.js';
import { redact } from './redact.js';

/** By what a human must do: `debug` nothing, `info` nothing but know, `warn` look soon, `error` act, `fatal` act now: the service is going down. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Structured fields of a line; errors go in as they are, under `error`. Ids and codes, never content. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogOptions = {
  readonly service: string;
  readonly instance: string;
  readonly level: LogLevel;
  /** Takes one line with its line break; standard output unless told otherwise. */
  readonly write?: (line: string) => void;
  readonly now?: () => string;
};

type Sink = Required<LogOptions> & { readonly rank: number };

/**
 * Understands how the service tells what happens: one JSON object per line with time, level, service, instance, message,
 * the ids of the active span, and structured fields. Never quotes personal data: see `printable`.
 */
export class Log {
  private constructor(
    private readonly sink: Sink,
    private readonly always: LogFields,
  ) {}

  static to(options: LogOptions): Log {
    return new Log(
      { write: toStandardOutput, now: isoNow, ...options, rank: logLevels.indexOf(options.level) },
      {},
    );
  }

  /** A log whose lines all carry `fields` too. */
  with(fields: LogFields): Log {
    return new Log(this.sink, { ...this.always, ...fields });
  }

  /** Whether a line of this level would be written; asks before costly fields are made. */
  writes(level: LogLevel): boolean {
    return logLevels.indexOf(level) >= this.sink.rank;
  }

  debug(message: string, fields?: LogFields): void {
    this.line('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.line('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.line('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.line('error', message, fields);
  }

  fatal(message: string, fields?: LogFields): void {
    this.line('fatal', message, fields);
  }

  private line(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (!this.writes(level)) return;
    const { service, instance, now, write } = this.sink;
    const span = trace.getActiveSpan()?.spanContext();
    const head = { time: now(), level, service, instance, message: redact(message) };
    const ids = span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
    const said = printable({ ...this.always, ...fields }) as object;
    write(`${JSON.stringify({ ...head, ...ids, ...said, ...head, ...ids })}\n`);
  }
}

function toStandardOutput(line: string): void {
  process.stdout.write(line);
}

function isoNow(): string {
  return new Date().toISOString();
}
