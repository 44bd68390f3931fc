import { STATUS_CODES } from 'node:http';

/** What is wrong with one field of the input; `field` is its path, e.g. `debtorSystem.endpoint`. */
export type FieldFault = { readonly field: string; readonly detail: string };

export type ProblemOptions = {
  /** Names the kind of problem for programs, e.g. `agreement.cut-off-forward`. */
  readonly code: string;
  /** For a human, without personal data and without what was sent. */
  readonly detail?: string;
  readonly faults?: readonly FieldFault[];
  readonly headers?: Readonly<Record<string, string>>;
};

/** The body of an error answer (RFC 9457), `application/problem+json`. */
export type ProblemBody = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  /** The trace of the request, to be quoted when asking for help. */
  readonly traceId?: string;
};

/** Understands an answer that tells the caller what went wrong. Thrown by HTTP handlers; its texts are shown as they are. */
export class Problem extends Error {
  readonly code: string;
  readonly faults: readonly FieldFault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: number,
    private readonly options: ProblemOptions,
  ) {
    super(options.detail ?? options.code);
    this.name = 'Problem';
    this.code = options.code;
    this.faults = options.faults ?? [];
    this.headers = options.headers ?? {};
  }

  /** A problem that is told by its status alone. */
  static of(status: number): Problem {
    const title = STATUS_CODES[status] ?? 'Error';
    return new Problem(status, { code: `http.${title.toLowerCase().replace(/[^a-z]+/g, '-')}` });
  }

  /** Bad input: every fault by its field. */
  static invalid(faults: readonly FieldFault[]): Problem {
    return new Problem(422, {
      code: 'input.invalid',
      detail: 'The input has faults; each is named by its field.',
      faults,
    });
  }

  body(traceId?: string): ProblemBody {
    const { detail } = this.options;
    return {
      type: `urn:debitorbro:problem:${this.code}`,
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      ...(detail === undefined ? {} : { detail }),
      ...(this.faults.length === 0 ? {} : { errors: this.faults }),
      ...(traceId === undefined ? {} : { traceId }),
    };
  }
}
