/** What a database error means for the work that met it. */
export type DatabaseFailureKind =
  /**
   * The database is away, full or shutting down: pause, count nothing (PostgreSQL classes 08, 53, 57 and broken sockets). A
   * connection whose prepared statements are gone (class 26) or no longer fit their tables counts as away, and is given up.
   */
  | 'infrastructure'
  /** Deadlock or serialisation failure (class 40): the whole transaction is repeated. */
  | 'repeat'
  /** Anything else is the fault of the statement or its values. */
  | 'fault';

const infrastructureClasses = new Set(['08', '26', '53', '57', '58', 'XX']);
const brokenSocket = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const driverWords =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Cannot use a pool after|Driver not Connected|Query read timeout|Query runner already released|cached plan must not change result type/i;

/** Tells what an error from TypeORM or node-postgres means. Source: PostgreSQL, appendix A "Error Codes". */
export function databaseFailureKind(error: unknown): DatabaseFailureKind {
  for (const each of causesOf(error)) {
    const kind = kindOf(each);
    if (kind !== undefined) return kind;
  }
  return 'fault';
}

function kindOf(error: Record<string, unknown>): DatabaseFailureKind | undefined {
  const { code, message } = error;
  if (typeof code === 'string') {
    if (brokenSocket.has(code)) return 'infrastructure';
    if (/^[0-9A-Z]{5}$/.test(code)) {
      if (code.startsWith('40')) return 'repeat';
      if (infrastructureClasses.has(code.slice(0, 2))) return 'infrastructure';
    }
  }
  return typeof message === 'string' && driverWords.test(message) ? 'infrastructure' : undefined;
}

function* causesOf(error: unknown): Generator<Record<string, unknown>> {
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const record = current as Record<string, unknown>;
    yield record;
    if (Array.isArray(record['errors']))
      for (const inner of record['errors']) yield* causesOf(inner);
    current = record['driverError'] ?? record['cause'];
  }
}
