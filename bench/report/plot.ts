import { shares } from '../measuring/measured.js';
import type { WayName } from '../ways/way.js';
import type { Summary } from './summary.js';

const colours: Readonly<Record<WayName, string>> = {
  ours: '#0b6e4f',
  floor: '#8d99ae',
  stock: '#d1495b',
};
const [width, height, top, bottom] = [860, 330, 60, 270] as const;
const bars = { left: 50, right: 340 } as const;
const curves = { left: 440, right: 820 } as const;
const decades = [1, 10, 100, 1_000, 10_000, 100_000] as const;
const gap = 24;

/** A picture of a run: throughput as bars, and how latency is spread at each way's own half load. */
export function plot(all: readonly Summary[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">
<title>The same work, ${all.length} ways</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${text(bars.left, 30, 'Plain fees a second, full load')}
${throughputBars(all)}
${text(curves.left, 30, 'Event to receipt at own half load, ms')}
${latencyAxes()}
${all.map(latencyCurve).join('\n')}
</svg>
`;
}

function throughputBars(all: readonly Summary[]): string {
  const most = Math.max(...all.map(({ full }) => full.perSecond));
  const step = (bars.right - bars.left) / all.length;
  return all
    .map(({ way, full }, at) => {
      const tall = ((bottom - top) * full.perSecond) / most;
      const x = bars.left + at * step;
      const middle = x + (step - gap) / 2;
      return [
        `<rect x="${round(x)}" y="${round(bottom - tall)}" width="${round(step - gap)}" height="${round(tall)}" fill="${colours[way]}"/>`,
        text(middle, bottom - tall - 6, full.perSecond.toFixed(0), 'middle'),
        text(middle, bottom + 20, way, 'middle'),
      ].join('\n');
    })
    .join('\n');
}

function latencyAxes(): string {
  const lines = decades.map((ms) => {
    const y = round(heightOf(ms));
    return `<line x1="${curves.left}" x2="${curves.right}" y1="${y}" y2="${y}" stroke="#dddddd"/>
${text(curves.left - 8, heightOf(ms) + 4, String(ms), 'end')}`;
  });
  const names = shares.flatMap((share, at) =>
    [0.01, 0.5, 0.99, 1].includes(share)
      ? [text(placeOf(at), bottom + 20, share === 1 ? 'max' : `p${String(share * 100)}`, 'middle')]
      : [],
  );
  return [...lines, ...names].join('\n');
}

function latencyCurve({ way, half }: Summary): string {
  const points = half.distributionMs
    .map((ms, at) => `${round(placeOf(at))},${round(heightOf(ms))}`)
    .join(' ');
  return `<polyline points="${points}" fill="none" stroke="${colours[way]}" stroke-width="2.5"/>`;
}

/** Shares stand at equal distances: the tail is what matters. */
function placeOf(at: number): number {
  return curves.left + ((curves.right - curves.left) * at) / (shares.length - 1);
}

function heightOf(ms: number): number {
  const most = Math.log10(decades.at(-1) ?? 1);
  const share = Math.log10(Math.max(1, ms)) / most;
  return bottom - (bottom - top) * Math.min(1, share);
}

function text(x: number, y: number, said: string, anchor = 'start'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${said}</text>`;
}

function round(value: number): string {
  return value.toFixed(1);
}
