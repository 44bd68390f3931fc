/** A span of a run, as it is kept: a line of JSON. */
export type KeptSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly service: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly failed: boolean;
  /** Other traces that it leads to. */
  readonly links?: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
};

type Value = {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
};
type Attribute = { readonly key: string; readonly value: Value };
type OtlpSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Attribute[];
  readonly status?: { readonly code?: number };
  readonly links?: readonly { readonly traceId: string }[];
};
/** OTLP/HTTP in JSON, as far as it is needed. Source: opentelemetry-proto, `ExportTraceServiceRequest`. */
export type OtlpTraces = {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
};

const errorStatus = 2;
const nanosOfMs = 1e6;

export function spansIn({ resourceSpans = [] }: OtlpTraces): readonly KeptSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const service = textsIn(resource?.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => keptOf(span, service)));
  });
}

function keptOf(span: OtlpSpan, service: string): KeptSpan {
  const { traceId, spanId, parentSpanId, name, attributes, status, links = [] } = span;
  const startedAt = Number(span.startTimeUnixNano) / nanosOfMs;
  return {
    traceId,
    spanId,
    ...(parentSpanId ? { parentId: parentSpanId } : {}),
    service,
    name,
    startedAt,
    tookMs: Number(span.endTimeUnixNano) / nanosOfMs - startedAt,
    failed: status?.code === errorStatus,
    ...(links.length > 0 && { links: links.map((link) => link.traceId) }),
    attributes: textsIn(attributes),
  };
}

function textsIn(attributes: readonly Attribute[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      String(value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? ''),
    ]),
  );
}
