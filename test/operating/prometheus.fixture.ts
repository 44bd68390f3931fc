import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { Child } from '../../deploy/local/run/child.js';
import { freePorts } from '../../deploy/local/run/ports.js';
import type { RunFolder } from '../../deploy/local/run/run-folder.js';
import { until } from '../../deploy/local/run/until.js';
import { programOf } from './prometheus-package.fixture.js';
import { deployedFolder, quickRules } from './quick-rules.fixture.js';

export type Series = {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [at: number, value: string];
};
export type Scraped = {
  /** By service. */
  readonly services: Readonly<Record<string, string>>;
  readonly brokerUrl: string;
};
type ScrapeConfig = Readonly<Record<string, unknown>> & { readonly job_name: string };
type Config = { readonly scrape_configs: readonly ScrapeConfig[] };

const startWithinMs = 30_000;
const graceMs = 5_000;

/** A real Prometheus that scrapes what it is told, and judges it by the rules that we deploy, a minute taking a second. */
export class Prometheus {
  private constructor(
    private readonly server: Child,
    private readonly url: string,
  ) {}

  static async start(folder: RunFolder, scraped: Scraped): Promise<Prometheus> {
    const place = folder.within('prometheus');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'prometheus.yml'), configuration(scraped));
    writeFileSync(join(place, 'alerts.yml'), quickRules());
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${String(port)}`;
    const server = Child.start(folder, {
      name: 'prometheus',
      command: programOf('prometheus'),
      args: [
        `--config.file=${join(place, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(place, 'data')}`,
        `--web.listen-address=127.0.0.1:${String(port)}`,
        '--enable-feature=exemplar-storage',
        '--log.level=warn',
      ],
      env: { PATH: process.env['PATH'] },
    });
    const ready = async (): Promise<void> => {
      if (!(await fetch(`${url}/-/ready`)).ok) throw new Error('It is not ready.');
    };
    await Promise.race([until('Prometheus', startWithinMs, ready), server.orItsEnd()]);
    return new Prometheus(server, url);
  }

  async stop(): Promise<void> {
    await this.server.stop(graceMs);
  }

  /** What an expression comes to now. */
  async query(query: string): Promise<readonly Series[]> {
    const { result } = await this.ask<{ result: readonly Series[] }>('query', { query });
    return result;
  }

  /** Alerts that fire, each with its labels. */
  async firing(): Promise<readonly Readonly<Record<string, string>>[]> {
    const alerts = await this.query('ALERTS{alertstate="firing"}');
    return alerts.map(({ metric }) => metric);
  }

  /** Every metric that was ever scraped or recorded. */
  names(): Promise<readonly string[]> {
    return this.ask('label/__name__/values', {});
  }

  /** Type and help of every metric that was scraped, by the name of its family. */
  metadata(): Promise<Readonly<Record<string, readonly { type: string; help: string }[]>>> {
    return this.ask('metadata', {});
  }

  /** The traces that exemplars of a metric point to. */
  async exemplars(query: string): Promise<readonly string[]> {
    type Found = { exemplars: readonly { labels: Readonly<Record<string, string>> }[] };
    const now = Date.now() / 1_000;
    const found = await this.ask<readonly Found[]>('query_exemplars', {
      ...{ query, start: String(now - 3_600), end: String(now + 60) },
    });
    return found.flatMap(({ exemplars }) =>
      exemplars.map(({ labels }) => labels['trace_id'] ?? ''),
    );
  }

  private async ask<Told>(
    what: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Told> {
    const answer = await fetch(
      `${this.url}/api/v1/${what}?${String(new URLSearchParams(parameters))}`,
    );
    const told = (await answer.json()) as { data?: Told; error?: string };
    if (told.data === undefined)
      throw new Error(`Prometheus: ${told.error ?? String(answer.status)}`);
    return told.data;
  }
}

/** What is deployed, with this run's addresses and a quicker pace. */
function configuration({ services, brokerUrl }: Scraped): string {
  const deployed = parse(readFileSync(join(deployedFolder, 'prometheus.yml'), 'utf8')) as Config;
  const ours = Object.entries(services).map(([service, url]) => ({
    targets: [new URL(url).host],
    labels: { service },
  }));
  const broker = [{ targets: [new URL(brokerUrl).host] }];
  return stringify({
    global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
    rule_files: ['alerts.yml'],
    scrape_configs: deployed.scrape_configs.map(
      ({ dns_sd_configs: _, relabel_configs: __, ...config }) => ({
        ...config,
        static_configs: config.job_name === 'debitorbro' ? ours : broker,
      }),
    ),
  });
}
