import { describe, expect, it, jest } from '@jest/globals';
import { inSpan } from '../trace/spans.js';
import { spansInMemory } from '../trace/spans-in-memory.js';
import { parentFrom } from '../trace/traceparent.js';
import { startTracing } from '../trace/tracing.js';
import { Metrics } from './metrics.js';

const metrics = (): Metrics =>
  new Metrics({ service: 'verification', instance: 'a', ofProcess: false });
const openMetrics = 'application/openmetrics-text; version=1.0.0';
const help = 'What it counts';

describe('metrics', () => {
  it('are scraped in the plain format by default, with service and instance', async () => {
    const own = metrics();
    own
      .counter({ name: 'messages_handled_total', help, labels: ['queue'] })
      .add({ queue: 'claims' }, 3);
    own.gauge({ name: 'outbox_rows', help }).set({}, 7);
    const { contentType, text } = await own.scrape('text/plain');
    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toContain('# TYPE messages_handled_total counter\n');
    expect(text).toContain('# HELP messages_handled_total What it counts\n');
    expect(text).toContain(
      'messages_handled_total{queue="claims",service="verification",instance="a"} 3\n',
    );
    expect(text).toContain('outbox_rows{service="verification",instance="a"} 7\n');
    expect(text).not.toContain('# EOF');
  });

  it('point to the sampled trace in OpenMetrics only', async () => {
    const tracing = startTracing({
      service: 's',
      instance: 'a',
      sampleRatio: 1,
      exporter: spansInMemory().exporter,
    });
    const own = metrics();
    const took = own.histogram({ name: 'handling_seconds', help, bounds: [1] });
    const traceId = inSpan('work', {}, (span) => {
      took.observe({}, 0.5);
      return span.spanContext().traceId;
    });
    inSpan(
      'quiet',
      { parent: parentFrom('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00') },
      () => {
        took.observe({}, 0.7);
      },
    );
    await tracing.stop();
    const open = await own.scrape(openMetrics);
    expect(open.contentType).toMatch(/^application\/openmetrics-text/);
    expect(open.text).toMatch(
      new RegExp(
        `handling_seconds_bucket\\{le="1",[^}]*\\} 2 # \\{trace_id="${traceId}",span_id="[0-9a-f]{16}"\\} 0.5 `,
      ),
    );
    expect(open.text.trimEnd()).toMatch(/# EOF$/);
    expect((await own.scrape()).text).toMatch(/handling_seconds_bucket\{le="1",[^}]*\} 2\n/);
  });

  it('of two services do not meet', async () => {
    const [one, other] = [metrics(), metrics()];
    one.counter({ name: 'messages_total', help }).add({});
    other.counter({ name: 'messages_total', help }).add({}, 5);
    expect((await one.scrape()).text).toMatch(/messages_total\{[^}]*\} 1\n/);
  });

  it('count what goes beyond the limit of series together, and say so', async () => {
    const own = metrics();
    const count = own.counter({ name: 'requests_total', help, labels: ['agency'], seriesMax: 2 });
    for (const agency of ['a', 'b', 'c', 'd', 'a']) count.add({ agency });
    const { text } = await own.scrape();
    expect(text).toMatch(/requests_total\{agency="a",[^}]*\} 2\n/);
    expect(text).toMatch(/requests_total\{agency="other",[^}]*\} 2\n/);
    expect(text).not.toContain('agency="c"');
    expect(text).toMatch(/metrics_series_dropped_total\{metric="requests_total",[^}]*\} 2\n/);
  });

  it('that are gauges give back the series that they lose', async () => {
    const own = metrics();
    const lanes = own.gauge({ name: 'lane_backlog_rows', help, labels: ['lane'], seriesMax: 1 });
    lanes.set({ lane: '615' }, 1);
    lanes.remove({ lane: '615' });
    lanes.add({ lane: '751' }, 2);
    expect((await own.scrape()).text).toMatch(/lane_backlog_rows\{lane="751",[^}]*\} 2\n/);
    lanes.clear();
    lanes.set({ lane: '101' }, 3);
    const { text } = await own.scrape();
    expect(text).toMatch(/lane_backlog_rows\{lane="101",[^}]*\} 3\n/);
    expect(text).not.toContain('751');
  });

  it('can be asked for at each scrape', async () => {
    const own = metrics();
    let rows = 1;
    own.gauge({
      name: 'outbox_rows',
      help,
      collect: (gauge) => {
        gauge.set({}, rows++);
      },
    });
    await own.scrape();
    expect((await own.scrape()).text).toMatch(/outbox_rows\{[^}]*\} 2\n/);
  });

  it('leave out of a scrape what can not be read in time, and say so', async () => {
    jest.useFakeTimers();
    const own = metrics();
    own.counter({ name: 'outages_total', help }).add({}, 3);
    const away = (): Promise<never> => Promise.reject(new Error('the database is away'));
    const silent = (): Promise<never> => new Promise<never>(() => undefined);
    own.gauge({ name: 'outbox_rows', help, collect: away });
    own
      .gauge({ name: 'lane_backlog_rows', help, labels: ['lane'], collect: silent })
      .set({ lane: '615' }, 1);
    const scraped = own.scrape();
    await jest.advanceTimersByTimeAsync(2_000);
    const { text } = await scraped;
    jest.useRealTimers();
    expect(text).toMatch(/outages_total\{[^}]*\} 3\n/);
    expect(text).not.toMatch(/^(outbox_rows|lane_backlog_rows)\{/m);
    const left = own.scrape();
    for (const metric of ['outbox_rows', 'lane_backlog_rows'])
      expect((await left).text).toMatch(
        new RegExp(`metrics_left_out_total\\{metric="${metric}",[^}]*\\} 1\n`),
      );
  });

  it('count malformed trace parents', async () => {
    const own = metrics();
    await own.scrape();
    const before = /traceparent_malformed_total\{[^}]*\} (\d+)/.exec(
      (await own.scrape()).text,
    )?.[1];
    parentFrom('nonsense');
    const after = /traceparent_malformed_total\{[^}]*\} (\d+)/.exec((await own.scrape()).text)?.[1];
    expect(Number(after)).toBe(Number(before) + 1);
  });

  it('tell of the process', async () => {
    const { text } = await new Metrics({ service: 's', instance: 'a' }).scrape();
    expect(text).toContain('# TYPE process_cpu_user_seconds_total counter');
    expect(text).toMatch(/process_cpu_user_seconds_total\{[^}]*\} \d/);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('without unit, help or a proper name are refused', () => {
    const own = metrics();
    expect(() => own.counter({ name: 'calls', help })).toThrow('must end in "_total"');
    expect(() => own.gauge({ name: 'requests_total', help })).toThrow('must not end in "_total"');
    expect(() => own.histogram({ name: 'latency', help })).toThrow('must end in its unit');
    expect(() => own.counter({ name: 'losses_total', help })).toThrow('say what is counted');
    expect(() => own.gauge({ name: 'lane_age', help })).toThrow('must end in its unit');
    expect(() => own.gauge({ name: 'claimset', help })).toThrow('say what is counted');
    expect(() => own.gauge({ name: 'tasks_open', help })).not.toThrow();
    expect(() => own.gauge({ name: 'difference_kroner', help })).not.toThrow();
    expect(() => own.gauge({ name: 'tasks', help: ' ' })).toThrow('a help text');
    expect(() => own.gauge({ name: 'Lanes-Open_rows', help })).toThrow('snake_case');
  });
});
