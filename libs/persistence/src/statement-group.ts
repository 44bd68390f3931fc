import pg, { type Connection, type QueryConfig, type QueryResult, type Submittable } from 'pg';

/** What node-postgres tells whoever has a query of its own (`Submittable`); the types leave it out. */
type Answering = {
  callback: (error: Error | null, result?: QueryResult) => void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleEmptyQuery(connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
};
type OwnQuery = pg.Query & Answering;
/** Names that a connection was asked to parse and has not answered yet. */
type Parsing = { readonly submittedNamedStatements: Record<string, string> };

/** Never node-postgres' simple protocol, which ends a group. */
const extended = { queryMode: 'extended' } as const;

/** One statement of a group, and whoever waits for it. */
export type Statement = {
  readonly config: QueryConfig;
  readonly answered: PromiseWithResolvers<unknown[]>;
};

/**
 * Understands several statements that go to PostgreSQL together and are answered together: its extended protocol with one Sync
 * at their end, so that each side writes once. After one that fails PostgreSQL skips the others. node-postgres sends one Sync
 * a statement, also in its pipeline; each statement here is a query of its own all the same.
 * Source: PostgreSQL, "Message Flow", Pipelining.
 */
export class StatementGroup implements Submittable {
  /** node-postgres puts its own in, which ends the wait for `query_timeout`. */
  callback: (error: Error | null) => void = () => undefined;
  private readonly queries: readonly OwnQuery[];
  private at = 0;
  private failure: Error | undefined;

  /** @param onEnded told when all are answered */
  constructor(
    private readonly statements: readonly Statement[],
    private readonly onEnded: () => void,
  ) {
    this.queries = statements.map(({ config, answered }) => {
      const query = new pg.Query({ ...config, ...extended }) as OwnQuery;
      query.callback = (error, result) => {
        if (error === null) answered.resolve(result?.rows ?? []);
        else this.fail(error);
      };
      return query;
    });
  }

  /** node-postgres notes what has been parsed by these two: answers come in the order of the statements. */
  get name(): string | undefined {
    return this.statements[this.at]?.config.name;
  }

  get text(): string | undefined {
    return this.statements[this.at]?.config.text;
  }

  submit(connection: Connection): void {
    const { stream } = connection;
    stream.cork();
    const withoutSync = Object.assign(Object.create(connection) as Connection, {
      sync: () => undefined,
    });
    for (const query of this.queries) {
      query.submit(withoutSync);
      if (this.failure !== undefined) break; // one of its values has no form for PostgreSQL
    }
    connection.sync();
    stream.uncork();
  }

  handleRowDescription(message: unknown): void {
    this.queries[this.at]?.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.queries[this.at]?.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.queries[this.at]?.handleCommandComplete(message, connection);
    this.endOne(connection);
  }

  handleEmptyQuery(connection: Connection): void {
    this.endOne(connection);
  }

  handleReadyForQuery(): void {
    this.callback(null);
    this.onEnded();
  }

  /** What was to be parsed behind it was not. */
  handleError(error: Error, connection: Connection): void {
    const { submittedNamedStatements } = connection as unknown as Parsing;
    for (const { config } of this.statements.slice(this.at + 1))
      Reflect.deleteProperty(submittedNamedStatements, config.name ?? '');
    this.fail(error);
    this.callback(error);
    this.onEnded();
  }

  private endOne(connection: Connection): void {
    this.queries[this.at]?.handleReadyForQuery(connection);
    this.at += 1;
  }

  /** The one that failed, and all behind it, which were skipped for it. */
  private fail(error: Error): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    for (const { answered } of this.statements.slice(this.at)) answered.reject(error);
  }
}
