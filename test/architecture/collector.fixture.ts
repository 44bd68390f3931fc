import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './overlay.fixture.js';

type Policy = {
  readonly name: string;
  readonly type: string;
  readonly status_code?: { readonly status_codes: readonly string[] };
  readonly latency?: { readonly threshold_ms: number };
  readonly probabilistic?: { readonly sampling_percentage: string };
};
type Processor = {
  readonly traces?: { readonly span: readonly string[] };
  readonly policies?: readonly Policy[];
  readonly decision_wait?: string;
};
type Pipeline = Readonly<Record<'receivers' | 'processors' | 'exporters', readonly string[]>>;
type Collector = {
  readonly receivers: Readonly<Record<string, object>>;
  readonly processors: Readonly<Record<string, Processor>>;
  readonly exporters: Readonly<Record<string, object>>;
  readonly service: { readonly pipelines: Readonly<Record<string, Pipeline>> };
};
/** As much of a span as the collector looks at here. */
export type SpanSeen = { readonly name: string; readonly isError: boolean; readonly endMs: number };

export const collector = parse(
  readFileSync(join(root, 'deploy', 'otel', 'otel-collector.yml'), 'utf8'),
) as Collector;

/** The sampling alone, which decides about traces. */
export function tailSampling(): Required<Pick<Processor, 'policies' | 'decision_wait'>> {
  const { policies = [], decision_wait = '' } = collector.processors['tail_sampling'] ?? {};
  return { policies, decision_wait };
}

/**
 * What of a trace the exporters get by the file, as often as they get it. It knows the processors that are used there by their
 * documentation, and no others.
 * @param trace all begin at 0
 * @param given whether the share of traces that are kept anyway includes this one, and whether the trace was decided against before
 */
export function exported(
  trace: readonly SpanSeen[],
  given: { readonly isInShare: boolean; readonly isLate?: boolean },
): readonly string[] {
  return Object.values(collector.service.pipelines).flatMap(({ processors }) =>
    processors
      .reduce<readonly SpanSeen[]>((spans, name) => passed(name, spans, given), trace)
      .map(({ name }) => name),
  );
}

function passed(
  name: string,
  spans: readonly SpanSeen[],
  given: { readonly isInShare: boolean; readonly isLate?: boolean },
): readonly SpanSeen[] {
  const [type] = name.split('/');
  const { traces, policies = [] } = collector.processors[name] ?? {};
  switch (type) {
    case 'memory_limiter':
    case 'batch':
      return spans;
    case 'filter':
      return spans.filter((span) => traces?.span.every((condition) => !holds(condition, span)));
    case 'tail_sampling':
      return given.isLate !== true && policies.some((policy) => wants(policy, spans, given))
        ? spans
        : [];
    default:
      throw new Error(`Nobody has said here what ${name} does.`);
  }
}

function holds(condition: string, { isError }: SpanSeen): boolean {
  const [, sign] = /^status\.code (==|!=) STATUS_CODE_ERROR$/.exec(condition) ?? [];
  if (sign === undefined) throw new Error(`Nobody has said here what ${condition} means.`);
  return isError === (sign === '==');
}

function wants(
  policy: Policy,
  spans: readonly SpanSeen[],
  { isInShare }: { readonly isInShare: boolean },
): boolean {
  const { status_code, latency, probabilistic } = policy;
  const lastsMs = Math.max(...spans.map(({ endMs }) => endMs));
  if (status_code?.status_codes.includes('ERROR') === true)
    return spans.some(({ isError }) => isError);
  if (latency !== undefined) return lastsMs > latency.threshold_ms;
  return probabilistic !== undefined && isInShare;
}
