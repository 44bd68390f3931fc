/** Understands one numbered stream: kept in the order of its numbers, each once, in whatever order it is heard. */
export class Numbered<Told extends { readonly number: number }> {
  private sorted: readonly Told[] = [];

  constructor(readonly source: string) {}

  get all(): readonly Told[] {
    return this.sorted;
  }

  /** Whether a number below the highest has not been heard. */
  get hasGap(): boolean {
    return (this.sorted.at(-1)?.number ?? 0) > this.sorted.length;
  }

  /** @returns false for a number that has been heard before: it changes nothing */
  hear(told: Told): boolean {
    const before = this.sorted.findLastIndex(({ number }) => number <= told.number);
    if (this.sorted[before]?.number === told.number) return false;
    // A new list each time: most have two or three members, and a growing one would keep room for seventeen.
    this.sorted = [...this.sorted.slice(0, before + 1), told, ...this.sorted.slice(before + 1)];
    return true;
  }
}
