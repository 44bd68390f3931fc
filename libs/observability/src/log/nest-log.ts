import type { LoggerService } from '@nestjs/common';
import { isError } from './is-error.js';
import { frames } from './print-error.js';
import type { Log, LogFields, LogLevel } from './log.js';

/** Nest's own boot chatter; it says nothing that an operator needs. */
const chatter = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestMicroservice',
]);

/** Understands Nest's own lines as lines of the service's log: its context becomes a field, its stack loses the message. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.tell(chatter.has(contextOf(rest) ?? '') ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.tell('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.tell('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.tell('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.tell('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.tell('fatal', message, rest);
  }

  private tell(level: LogLevel, message: unknown, rest: unknown[]): void {
    const text =
      typeof message === 'string' ? message : isError(message) ? 'Nest met an error' : 'Nest says';
    const context = contextOf(rest);
    const stack = rest.find(
      (each): each is string => typeof each === 'string' && /\n\s+at /.test(each),
    );
    this.target[level](text.split('\n    at ')[0] ?? '', {
      ...(context === undefined ? {} : { context }),
      ...(stack === undefined ? {} : { stack: frames(stack) }),
      ...said(message),
    });
  }
}

function said(message: unknown): LogFields {
  if (typeof message === 'string') return {};
  return isError(message) ? { error: message } : { said: message };
}

function contextOf(rest: unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
}
