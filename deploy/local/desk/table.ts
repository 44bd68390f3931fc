/** A group of parked messages, as a service tells it. */
export type ToldGroup = {
  readonly fingerprint: string;
  readonly queue: string;
  readonly reason: { readonly code: string; readonly text: string };
  readonly count: number;
  readonly oldestAt: string;
  readonly example: string;
};

const heads = ['service', 'count', 'oldest', 'group', 'queue', 'reason', 'example'];
const reasonWidthMax = 60;

/** The groups of every service, a line each under their heads. */
export function tableOf(groups: ReadonlyMap<string, readonly ToldGroup[]>): readonly string[] {
  const rows = [...groups].flatMap(([service, own]) => own.map((group) => cellsOf(service, group)));
  if (rows.length === 0) return ['Nothing is parked.'];
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cellsOf(
  service: string,
  { fingerprint, queue, reason, count, oldestAt, example }: ToldGroup,
): string[] {
  const why = `${reason.code}: ${reason.text}`;
  const short = why.length > reasonWidthMax ? `${why.slice(0, reasonWidthMax - 1)}…` : why;
  return [service, String(count), oldestAt, fingerprint, queue, short, example];
}
