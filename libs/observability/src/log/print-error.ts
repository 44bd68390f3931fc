import { isError } from './is-error.js';
import { redact } from './redact.js';

/** What of an error is printed. Causes are named by type and code only. */
export type PrintedError = {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: readonly string[];
  readonly causes?: readonly string[];
  /** Of a database error: names of ours, never values. */
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
};

const framesMax = 20;
const causesMax = 5;
const messageLengthMax = 1_000;
const databaseNames = ['schema', 'table', 'column', 'constraint'] as const;

/**
 * Prints an error without what it may quote: of database errors not `detail`, `where`, query or parameters; of parsers not
 * the input; of causes only type and code. The stack is printed as frames, since V8 repeats the message above them.
 */
export function printError(error: unknown): PrintedError {
  if (!isError(error))
    return { type: typeof error, message: typeof error === 'string' ? limited(redact(error)) : '' };
  const code = codeOf(error);
  const causes = causesOf(error);
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: limited(redact(messageOf(error))),
    ...namesIn(error),
    ...(causes.length === 0 ? {} : { causes }),
    ...(error.stack === undefined ? {} : { stack: frames(error.stack) }),
  };
}

/** A short name of what went wrong, fit for labels and attributes: the error's code if it has one, else its type. */
export function errorKind(error: unknown): string {
  if (!isError(error)) return typeof error;
  return codeOf(error) ?? error.name;
}

/** The frames of a stack without the message that V8 writes above them. */
export function frames(stack: string): readonly string[] {
  const lines = stack.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line.startsWith('at '))
    .slice(0, framesMax)
    .map(redact);
}

function codeOf(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' || typeof code === 'number' ? redact(String(code)) : undefined;
}

function messageOf(error: Error): string {
  if (error instanceof SyntaxError || error.name === 'SyntaxError') return 'malformed input'; // JSON.parse quotes what it reads
  if (isDatabaseError(error)) return error.message.replace(/: ".*/s, ': "…"'); // names stand in quotes, values after a colon
  if (/^(Type|Range|URI)Error$/.test(error.name)) return error.message.replace(/"[^"]*"/g, '"…"');
  return error.message;
}

function isDatabaseError(error: Error): boolean {
  return error.name === 'QueryFailedError' || /^[0-9A-Z]{5}$/.test(codeOf(error) ?? '');
}

function namesIn(error: Error): Partial<Record<(typeof databaseNames)[number], string>> {
  if (!isDatabaseError(error)) return {};
  return Object.fromEntries(
    databaseNames.flatMap((name) => {
      const value: unknown = Reflect.get(error, name);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function causesOf(error: Error): readonly string[] {
  const causes: string[] = [];
  let current: unknown = error.cause;
  while (isError(current) && causes.length < causesMax) {
    causes.push(
      codeOf(current) === undefined ? current.name : `${current.name} ${errorKind(current)}`,
    );
    current = current.cause;
  }
  return causes;
}

function limited(text: string): string {
  return text.length > messageLengthMax ? `${text.slice(0, messageLengthMax)}…` : text;
}
