/** What of a terminal is needed. */
export type Screen = {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
};

const lineEveryMs = 2_000;
const barWidth = 24;

/** Understands how far something has come, shown as one living line on a terminal, and as a line now and then elsewhere. */
export class Progress {
  private shownAt = Number.NEGATIVE_INFINITY;
  private shown = '';

  constructor(
    private readonly screen: Screen,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param share from 0 to 1 */
  show(name: string, share: number, text: string): void {
    const line = `${name.padEnd(10)} ${bar(share)} ${text}`;
    if (this.screen.isTTY === true) {
      if (line !== this.shown)
        this.screen.write(`\r\u001B[2K${line.slice(0, (this.screen.columns ?? 120) - 1)}`);
    } else {
      if (this.now() - this.shownAt < lineEveryMs || line === this.shown) return;
      this.screen.write(`${line}\n`);
      this.shownAt = this.now();
    }
    this.shown = line;
  }

  /** Ends the living line with a last one that stays. */
  finish(name: string, text: string): void {
    this.screen.write(
      `${this.screen.isTTY === true ? '\r\u001B[2K' : ''}${name.padEnd(10)} ${text}\n`,
    );
    this.shown = '';
    this.shownAt = Number.NEGATIVE_INFINITY;
  }
}

function bar(share: number): string {
  const full = Math.round(Math.min(Math.max(share, 0), 1) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}
