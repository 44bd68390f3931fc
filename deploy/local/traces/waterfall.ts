import type { KeptSpan } from './kept-span.js';

const nameWidth = 62;
const barWidth = 40;

/** The ways of one balance: every trace in which a message of its streams was handled. */
export function tracesOf(
  feeId: string,
  spans: readonly KeptSpan[],
): readonly (readonly KeptSpan[])[] {
  const isOfFee = ({ attributes }: KeptSpan): boolean => attributes['debitorbro.subject'] === feeId;
  const wanted = new Set(spans.filter(isOfFee).map(({ traceId }) => traceId));
  const byTrace = Map.groupBy(
    spans.filter(({ traceId }) => wanted.has(traceId)),
    ({ traceId }) => traceId,
  );
  return [...byTrace.values()].toSorted((one, other) => beganAt(one) - beganAt(other));
}

/** A trace, drawn: each span under its parent, in the order in which they began, with when and how long. */
export function waterfall(spans: readonly KeptSpan[]): readonly string[] {
  const began = beganAt(spans);
  const ended = Math.max(...spans.map(({ startedAt, tookMs }) => startedAt + tookMs));
  const scale = barWidth / Math.max(ended - began, 1);
  return [
    `trace ${spans[0]?.traceId ?? ''}, ${milliseconds(ended - began)}`,
    ...inOrder(spans).map(({ span, depth }) => lineOf(span, depth, { began, scale })),
  ];
}

function beganAt(spans: readonly KeptSpan[]): number {
  return Math.min(...spans.map(({ startedAt }) => startedAt));
}

type Placed = { readonly span: KeptSpan; readonly depth: number };

/** A span whose parent was not kept begins a line of its own. */
function inOrder(spans: readonly KeptSpan[]): readonly Placed[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const children = Map.groupBy(spans, ({ parentId }) =>
    parentId !== undefined && ids.has(parentId) ? parentId : '',
  );
  const under = (parentId: string, depth: number): readonly Placed[] =>
    (children.get(parentId) ?? [])
      .toSorted((one, other) => one.startedAt - other.startedAt)
      .flatMap((span) => [{ span, depth }, ...under(span.spanId, depth + 1)]);
  return under('', 0);
}

function lineOf(
  span: KeptSpan,
  depth: number,
  { began, scale }: { readonly began: number; readonly scale: number },
): string {
  const before = Math.min(Math.floor((span.startedAt - began) * scale), barWidth - 1);
  const length = Math.max(1, Math.min(Math.round(span.tookMs * scale), barWidth - before));
  const bar = `${' '.repeat(before)}${(span.failed ? '✘' : '█').repeat(length)}`;
  const at = `+${milliseconds(span.startedAt - began)}`.padStart(11);
  return `${nameOf(span, depth)} ${at} ${milliseconds(span.tookMs).padStart(10)}  ${bar}`;
}

function nameOf({ service, name, attributes }: KeptSpan, depth: number): string {
  const event = attributes['cloudevents.event_type']?.replace(/^dk\.debitorbro\.|\.v\d+$/g, '');
  const attempt = attributes['debitorbro.attempt'];
  const what = event ?? name;
  const again = attempt === undefined ? '' : ` (attempt ${attempt})`;
  const text = `${'  '.repeat(depth)}${service}: ${what}${again}`;
  return (text.length > nameWidth ? `${text.slice(0, nameWidth - 1)}…` : text).padEnd(nameWidth);
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
