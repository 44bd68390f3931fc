import { codesOf, knownType, Watch, type Arrival, type Fate, type TellOf } from '@libs/messaging';
import {
  parentFrom,
  shownName,
  type Count,
  type Log,
  type LogFields,
  type Metrics,
  type Spread,
} from '@libs/observability';

/** Turns what the transport tells of itself into log lines (one per batch at debug, one per anomaly above) and metrics. */
export class LogWatch extends Watch {
  private readonly handled: Count<'queue' | 'fate' | 'reason'>;
  private readonly delaySeconds: Spread<'queue'>;
  private readonly confirmSeconds: Spread;
  private readonly returnedTotal: Count<'exchange'>;
  private readonly rebuiltTotal: Count<'what'>;
  private readonly outages: Count<'of'>;
  private outageToldAt = 0;

  constructor(
    private readonly log: Log,
    metrics: Metrics,
  ) {
    super();
    this.handled = metrics.counter({
      name: 'debitorbro_messages_handled_total',
      help: 'Messages by what became of them',
      labels: ['queue', 'fate', 'reason'],
    });
    this.delaySeconds = metrics.histogram({
      name: 'debitorbro_message_delay_seconds',
      help: "From a message's own time, when its publisher says it happened, to its commit here; applied messages only",
      labels: ['queue'],
    });
    this.confirmSeconds = metrics.histogram({
      name: 'debitorbro_publish_confirm_seconds',
      help: "From publishing to the broker's confirmation",
    });
    this.returnedTotal = metrics.counter({
      name: 'debitorbro_messages_returned_total',
      help: 'Messages that the broker had no queue for',
      labels: ['exchange'],
    });
    this.rebuiltTotal = metrics.counter({
      name: 'debitorbro_channels_rebuilt_total',
      help: 'Channels and consumers made anew',
      labels: ['what'],
    });
    this.outages = metrics.counter({
      name: 'debitorbro_outages_total',
      help: 'Tries that found the database or the broker away',
      labels: ['of'],
    });
  }

  override passed(
    arrivals: readonly Arrival[],
    fates: ReadonlyMap<Arrival, Fate>,
    tellOf: TellOf,
  ): void {
    const counts = new Map<
      string,
      { queue: string; fate: string; reason: string; count: number }
    >();
    const now = Date.now();
    for (const arrival of arrivals) {
      const fate = fates.get(arrival);
      if (fate === undefined) continue;
      this.observe(arrival, fate, { now, tellOf });
      const reason = 'reason' in fate ? fate.reason.code : '';
      const key = `${arrival.queue} ${fate.kind} ${reason}`;
      const entry = counts.get(key) ?? { queue: arrival.queue, fate: fate.kind, reason, count: 0 };
      entry.count += 1;
      counts.set(key, entry);
    }
    for (const { queue, fate, reason, count } of counts.values())
      this.handled.add({ queue, fate, reason }, count);
    if (this.log.writes('debug'))
      this.log.debug('Batch handled', { messages: arrivals.length, fates: [...counts.values()] });
  }

  private observe(
    arrival: Arrival,
    fate: Fate,
    { now, tellOf }: { readonly now: number; readonly tellOf: TellOf },
  ): void {
    if (fate.kind === 'applied') this.observeDelay(arrival, now);
    if (fate.kind === 'parked' || fate.kind === 'retry')
      tellOf(arrival, () => {
        this.log.warn(anomalies[fate.kind], fieldsOf(arrival, fate));
      });
  }

  /** What the service tells itself (commands, timers, receipts) has not travelled. */
  private observeDelay({ origin, content, queue, traceparent }: Arrival, now: number): void {
    if (origin.kind === 'local' || content.kind !== 'readable') return;
    const delayMs = now - Date.parse(content.message.time);
    this.delaySeconds.observe({ queue }, Math.max(0, delayMs) / 1000, parentFrom(traceparent));
  }

  override confirmed(latencyMs: number, traceparent: string | undefined): void {
    this.confirmSeconds.observe({}, latencyMs / 1000, parentFrom(traceparent));
  }

  override returned(exchange: string, routingKey: string): void {
    this.returnedTotal.add({ exchange });
    this.log.warn(
      'No queue is bound for a message: it stays in the outbox and is tried again. Bind one, or correct the routing.',
      { exchange, routingKey },
    );
  }

  override rebuilt(what: string, why: string): void {
    this.rebuiltTotal.add({ what });
    this.log.info('Consuming or publishing anew', { what, why });
  }

  override connectionLost(use: string, error: Error | undefined): void {
    this.outages.add({ of: 'broker' });
    this.log.warn('The connection to the broker is lost; it is made anew', { use, error });
  }

  override blocked(why: string): void {
    this.log.warn('The broker takes nothing for the moment (an alarm); publishing waits', { why });
  }

  override outage(error: unknown): void {
    this.outages.add({ of: 'database' });
    if (Date.now() - this.outageToldAt < 5_000) return;
    this.outageToldAt = Date.now();
    this.log.warn('The database is away; what is under way waits and is not counted as failed', {
      error,
    });
  }

  /** The culprit gets a line of its own. */
  override batchFailed(error: unknown, arrivals: readonly Arrival[]): void {
    this.log.warn('A batch failed and is split until the culprit stands alone', {
      queue: arrivals[0]?.queue,
      messages: arrivals.length,
      error,
    });
  }

  override batchGivenBack(queue: string, error: unknown): void {
    this.log.warn('A batch could not be handled; the broker delivers it again', { queue, error });
  }

  override loopFailed(loop: string, error: unknown): void {
    this.log.warn('A background round failed; the next one tries again', { loop, error });
  }
}

type Anomaly = Extract<Fate, { kind: 'parked' | 'retry' }>;

const anomalies = {
  parked: 'A message was parked',
  retry: 'A message failed and is tried again',
} as const;

/** By what a message is found at the desk, in its trace and at its sender's. */
function fieldsOf(arrival: Arrival, { reason: { code, text } }: Anomaly): LogFields {
  const { id, type, queue, origin } = arrival;
  const { agency, subject, municipality } = codesOf(arrival);
  return {
    queue,
    messageType: knownType(type),
    messageId: shownName(id),
    subject: subject && shownName(subject),
    agency: agency && shownName(agency),
    municipality,
    attempt: origin.kind === 'set-aside' ? origin.attempts + 1 : 1,
    reason: code,
    text,
  };
}
