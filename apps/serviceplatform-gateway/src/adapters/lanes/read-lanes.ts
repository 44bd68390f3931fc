import { Temporal } from '@libs/kernel';
import { type ServiceWindow, type Weekday, WEEKDAYS } from '../../domain/service-window.js';

/** What the lanes file says of one municipality, or of all. */
export type LaneEntry = {
  readonly callsMax?: number;
  readonly callsPerSecond?: number;
  readonly windows: readonly ServiceWindow[];
};
export type Lanes = ReadonlyMap<string, LaneEntry>;

type Plain = Readonly<Record<string, unknown>>;

/** Understands why a lanes file can't be followed: every fault with its place, e.g. `615.windows.0.to`. */
export class LanesFault extends Error {
  override readonly name = 'LanesFault';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('; '));
  }
}

export const ranges = {
  callsMax: { min: 1, max: 64 },
  callsPerSecond: { min: 0.01, max: 1_000 },
} as const;

/**
 * Reads `{"all": {…}, "615": {"callsMax": 4, "callsPerSecond": 2, "windows": […]}}`. A window is `{"from": "2026-12-01T22:00+01:00",
 * "to": …}`, or `{"days": ["saturday"], "from": "22:00", "to": "06:00"}` by Danish time.
 * @throws LanesFault naming every fault at once
 */
export function readLanes(text: string): Lanes {
  const faults: string[] = [];
  const lanes = new Map(
    Object.entries(objectIn(parsed(text), 'the file', faults)).map(([lane, entry]) => {
      if (!/^(all|\d{3})$/.test(lane)) faults.push(`${lane} must be "all" or a municipality code`);
      return [lane, entryIn(objectIn(entry, lane, faults), lane, faults)];
    }),
  );
  if (faults.length > 0) throw new LanesFault(faults);
  return lanes;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LanesFault(['the file must be JSON']);
  }
}

function entryIn(entry: Plain, lane: string, faults: string[]): LaneEntry {
  refuseOthers(entry, ['callsMax', 'callsPerSecond', 'windows'], lane, faults);
  const { callsMax, callsPerSecond, windows = [] } = entry;
  const isList = Array.isArray(windows);
  if (!isList) faults.push(`${lane}.windows must be a list`);
  return {
    ...numberIn({ callsMax }, 'callsMax', lane, faults),
    ...numberIn({ callsPerSecond }, 'callsPerSecond', lane, faults),
    windows: (isList ? windows : []).flatMap((window: unknown, at) => {
      const place = `${lane}.windows.${String(at)}`;
      return windowIn(objectIn(window, place, faults), place, faults);
    }),
  };
}

function numberIn(entry: Plain, name: keyof typeof ranges, lane: string, faults: string[]): object {
  const value = entry[name];
  if (value === undefined) return {};
  const { min, max } = ranges[name];
  const whole = name === 'callsPerSecond' || Number.isInteger(value);
  if (typeof value === 'number' && whole && value >= min && value <= max) return { [name]: value };
  faults.push(`${lane}.${name} must be a number from ${String(min)} to ${String(max)}`);
  return {};
}

function windowIn(window: Plain, place: string, faults: string[]): ServiceWindow[] {
  refuseOthers(window, ['days', 'from', 'to'], place, faults);
  return 'days' in window ? weeklyIn(window, place, faults) : onceIn(window, place, faults);
}

function weeklyIn({ days, from, to }: Plain, place: string, faults: string[]): ServiceWindow[] {
  const named = Array.isArray(days) ? days.map(String) : [];
  const known = named.filter((day): day is Weekday => WEEKDAYS.some((one) => one === day));
  if (named.length === 0 || known.length < named.length)
    faults.push(`${place}.days must be a list of ${WEEKDAYS.join(', ')}`);
  for (const [name, time] of Object.entries({ from, to }))
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(String(time)))
      faults.push(`${place}.${name} must be a time, e.g. 22:00`);
  return [{ kind: 'weekly', days: known, from: String(from), to: String(to) }];
}

function onceIn({ from, to }: Plain, place: string, faults: string[]): ServiceWindow[] {
  const [begin, end] = [
    momentIn(from, `${place}.from`, faults),
    momentIn(to, `${place}.to`, faults),
  ];
  if (begin === undefined || end === undefined) return [];
  if (Temporal.Instant.compare(begin, end) >= 0) faults.push(`${place}.to must be after its from`);
  return [{ kind: 'once', from: begin, to: end }];
}

function momentIn(value: unknown, place: string, faults: string[]): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(String(value));
  } catch {
    faults.push(`${place} must be a moment with its offset, e.g. 2026-12-01T22:00+01:00`);
    return undefined;
  }
}

function refuseOthers(plain: Plain, known: string[], place: string, faults: string[]): void {
  for (const name of Object.keys(plain))
    if (!known.includes(name)) faults.push(`${place}.${name} is none of ${known.join(', ')}`);
}

function objectIn(value: unknown, place: string, faults: string[]): Plain {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Plain;
  faults.push(`${place} must be an object`);
  return {};
}
