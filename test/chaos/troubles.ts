import type { Finding } from './proof/findings.js';

/** Understands what went wrong with the run itself: told at once, a finding in the end, and the rest of the run goes on. */
export class Troubles {
  readonly findings: Finding[] = [];

  constructor(private readonly tell: (text: string) => void) {}

  note(what: string, error: unknown, feeId?: string): void {
    const text = `${what}: ${error instanceof Error ? reasonOf(error) : String(error)}`;
    if (this.findings.some((known) => known.text === text && known.feeId === feeId)) return;
    this.tell(`trouble    ${feeId === undefined ? '' : `${feeId} `}${text}`);
    this.findings.push({ kind: 'different', feeId, text });
  }

  /** @returns what `work` comes to; `otherwise` when it fails, which is noted */
  async during<Result>(
    what: string,
    otherwise: Result,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      this.note(what, error);
      return otherwise;
    }
  }
}

/** With what lies behind it: "did not come within 300 s" says little by itself. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
