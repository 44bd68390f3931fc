/** Value of every label once a metric has as many series as it may. */
export const beyondLimit = 'other';

/** Understands how many series a metric may have: label sets beyond the limit are counted together, so that a strange value can't fill the memory of whoever scrapes. */
export class SeriesLimit {
  private readonly known = new Set<string>();

  constructor(
    private readonly seriesMax: number,
    private readonly whenBeyond: () => void,
  ) {}

  /** The labels to use: the given ones, or the collective ones. */
  admit<Label extends string>(
    labels: Readonly<Record<Label, string>>,
  ): Readonly<Record<Label, string>> {
    const key = keyOf(labels);
    if (this.known.has(key)) return labels;
    if (this.known.size < this.seriesMax) {
      this.known.add(key);
      return labels;
    }
    this.whenBeyond();
    const collective = Object.keys(labels).map((label) => [label, beyondLimit]);
    return Object.fromEntries(collective) as Record<Label, string>;
  }

  forget(labels: Readonly<Record<string, string>>): void {
    this.known.delete(keyOf(labels));
  }

  forgetAll(): void {
    this.known.clear();
  }
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  let key = '';
  for (const label in labels) key += `${label}\u0001${labels[label] ?? ''}\u0002`;
  return key;
}
