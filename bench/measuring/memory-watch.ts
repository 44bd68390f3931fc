import { residentMegabytes } from './process-costs.js';

/** What a process had in memory over a stretch of time, in MB. */
export type MemoryOverTime = {
  readonly name: string;
  readonly peak: number;
  /** Peaks of the quarters of that time, in order. */
  readonly quarters: readonly number[];
};

const everyMs = 1_000;

/** Looks every second at what processes have in memory. */
export class MemoryWatch {
  private readonly samples: Map<string, number[]>;
  private readonly timer: NodeJS.Timeout;

  private constructor(private readonly pids: ReadonlyMap<string, number>) {
    this.samples = new Map([...pids.keys()].map((name) => [name, []]));
    this.look();
    this.timer = setInterval(() => {
      this.look();
    }, everyMs);
  }

  static start(pids: ReadonlyMap<string, number>): MemoryWatch {
    return new MemoryWatch(pids);
  }

  stop(): readonly MemoryOverTime[] {
    clearInterval(this.timer);
    this.look();
    return [...this.samples].map(([name, megabytes]) => overTime(name, megabytes));
  }

  private look(): void {
    for (const [name, pid] of this.pids) this.samples.get(name)?.push(residentMegabytes(pid));
  }
}

/** @param megabytes at equal distances */
export function overTime(name: string, megabytes: readonly number[]): MemoryOverTime {
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const from = Math.floor((megabytes.length * quarter) / 4);
    const to = Math.max(from + 1, Math.floor((megabytes.length * (quarter + 1)) / 4));
    return Math.round(Math.max(...megabytes.slice(from, to)));
  });
  return { name, peak: Math.max(...quarters), quarters };
}

/** How far the last quarter's peak is above the second's, of the one that grew most: by then all are warm. */
export function growth(all: readonly MemoryOverTime[]): number {
  return Math.max(
    ...all.map(({ quarters }) => (quarters[3] ?? Number.NaN) / (quarters[1] ?? Number.NaN)),
  );
}
