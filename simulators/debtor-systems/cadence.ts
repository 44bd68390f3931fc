import { type Night, ordinaryNight } from './cashier.js';

/** How simulated time goes, and how often payments are reported in it. */
export type Pace = {
  /** Real milliseconds that a simulated hour takes. */
  readonly hourMs: number;
  /** Simulated hours from one report to the next. */
  readonly everyHours: number;
  /** What happens between two reports. */
  readonly night: Night;
};

/** Understands a debtor system's habit of reporting: nightly, hourly or as the municipality has set it, by a clock that may run fast. */
export class Cadence {
  private timer: NodeJS.Timeout | undefined;
  private rounds = 0;

  /** @param pass lets so many hours pass and reports what came in */
  constructor(private readonly pass: (hours: number, night: Night) => void) {}

  get isRunning(): boolean {
    return this.timer !== undefined;
  }

  /** Reports made by the clock so far. */
  get reports(): number {
    return this.rounds;
  }

  start({ hourMs, everyHours, night }: Pace): void {
    this.stop();
    this.timer = setInterval(() => {
      this.rounds += 1;
      this.pass(everyHours, { ...night, seed: night.seed + this.rounds });
    }, hourMs * everyHours);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

const limits = { hourMs: [1, 3_600_000], everyHours: [1, 744] } as const;

/** Reads what a test asks for; throws Error saying what is wrong. */
export function paceFrom(asked: Readonly<Record<string, unknown>>, usualHours: number): Pace {
  const { hourMs, everyHours = usualHours, ...night } = asked;
  return {
    hourMs: numberIn('hourMs', hourMs),
    everyHours: numberIn('everyHours', everyHours),
    night: { ...ordinaryNight, ...(night as Partial<Night>) },
  };
}

function numberIn(name: keyof typeof limits, value: unknown): number {
  const [min, max] = limits[name];
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new Error(`${name} must be a number from ${String(min)} to ${String(max)}`);
}
