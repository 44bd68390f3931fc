/** How spans are sent: OpenTelemetry's `OTEL_BSP_*`. */
export type SpanBatches = {
  /** Beyond this, spans are dropped rather than memory filled, and counted; a tenth of it is kept besides, for those in error. */
  readonly queueMax: number;
  readonly spansMax: number;
  readonly everyMs: number;
  /** Then the next ones are sent, whatever becomes of these. */
  readonly timeoutMs: number;
};

/** A full queue holds about 30 MB. */
export const usualBatches: SpanBatches = {
  ...{ queueMax: 20_000, spansMax: 1_000 },
  ...{ everyMs: 1_000, timeoutMs: 30_000 },
};
