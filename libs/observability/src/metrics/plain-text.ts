const exemplar = / # \{[^}]*\} \S+ \S+$/;
const counterType = /^# TYPE (\S+) counter$/;

/** Turns OpenMetrics text into the older plain format, for scrapers that don't ask for it: no exemplars, no end mark, counters named with `_total`. */
export function asPlainText(openMetrics: string): string {
  const lines = openMetrics.split('\n');
  const counters = new Set(lines.flatMap((line) => counterType.exec(line)?.[1] ?? []));
  return lines
    .filter((line) => line !== '# EOF')
    .map((line) => plain(line, counters))
    .join('\n');
}

function plain(line: string, counters: ReadonlySet<string>): string {
  if (!line.startsWith('# ')) return line.replace(exemplar, '');
  const [hash, word, name = '', ...rest] = line.split(' ');
  return counters.has(name) ? [hash, word, `${name}_total`, ...rest].join(' ') : line;
}
