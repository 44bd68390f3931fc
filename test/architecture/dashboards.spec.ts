import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { metricsIn } from '../operating/questions.fixture.js';
import { root } from './overlay.fixture.js';

type Panel = {
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly type: string;
  readonly targets?: readonly { readonly expr?: string; readonly query?: string }[];
  readonly fieldConfig?: {
    readonly defaults: { readonly thresholds?: Thresholds };
    readonly overrides: readonly {
      readonly matcher: { readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
};
type Thresholds = {
  readonly steps: readonly { readonly color: string; readonly value: number | null }[];
};
type Link = { readonly title: string; readonly url: string };
type Dashboard = {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: string }[];
  };
};
type Rules = {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly record?: string;
      readonly alert?: string;
      readonly annotations?: { readonly runbook: string };
      readonly expr: string;
    }[];
  }[];
};

const folder = join(root, 'deploy', 'grafana');
const text = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const dashboards = readdirSync(join(folder, 'dashboards')).map((file): [string, Dashboard] => [
  file,
  JSON.parse(text('deploy', 'grafana', 'dashboards', file)) as Dashboard,
]);
const rules = (parse(text('deploy', 'prometheus', 'alerts.yml')) as Rules).groups.flatMap(
  (group) => group.rules,
);
const provisioning = (...path: readonly string[]): unknown =>
  parse(text('deploy', 'grafana', 'provisioning', ...path));
const sources = provisioning('datasources', 'datasources.yml') as {
  readonly datasources: readonly { readonly uid: string }[];
};
/** What Prometheus, RabbitMQ, and the process bring along. */
const others = /^(up|ALERTS|rabbitmq_\w+|process_\w+|nodejs_\w+)$/;

/** Names that a metric has at Prometheus, from where the code registers it. */
function registered(): ReadonlySet<string> {
  const files = ['apps', 'libs'].flatMap((place) =>
    readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.(spec|fixture)\.ts$/.test(file))
      .map((file) => text(place, file)),
  );
  const names = files.flatMap((code) =>
    [...code.matchAll(/'(debitorbro_\w+|http_server_\w+)'/g)].map(([, name = '']) => name),
  );
  return new Set(
    names.flatMap((name) => [name, ...['bucket', 'count', 'sum'].map((part) => `${name}_${part}`)]),
  );
}

function unknownIn(exprs: readonly string[]): readonly string[] {
  const known = registered();
  const recorded = rules.map(({ record }) => record);
  return [...new Set(exprs.flatMap(metricsIn))].filter(
    (name) => !known.has(name) && !recorded.includes(name) && !others.test(name),
  );
}

/** Every data source that is named somewhere in a file of Grafana's. */
function askedIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'datasourceUid') return [String(value)];
    if (key === 'datasource') return [String((value as { readonly uid?: unknown }).uid)];
    return askedIn(value);
  });
}

describe('a metric', () => {
  it('is found in a question', () => {
    expect(
      metricsIn(
        'histogram_quantile(0.99, sum by (a, le) (rate(x_bucket{b="c"}[5m]))) > y:z and on (a) q',
      ),
    ).toEqual(['x_bucket', 'y:z', 'q']);
    expect(unknownIn(['sum(debitorbro_nowhere)'])).toEqual(['debitorbro_nowhere']);
  });

  it('that a rule asks for is told by the code', () => {
    expect(unknownIn(rules.map(({ expr }) => expr))).toEqual([]);
  });

  it.each(dashboards)('that %s asks for is told by the code', (_, { panels, templating }) => {
    const exprs = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr ?? []));
    const lists = templating.list.map(({ query }) => query).filter((query) => query !== '');
    expect(exprs.length).toBeGreaterThan(0);
    expect(unknownIn([...exprs, ...lists])).toEqual([]);
  });

  it('that a page on an alert names is told by the code', () => {
    const pages = readdirSync(join(root, 'docs', 'operating')).map((file) =>
      text('docs', 'operating', file),
    );
    const named = pages.flatMap((page) => page.match(/\bdebitorbro_[a-z_]+/g) ?? []);
    expect(unknownIn(named)).toEqual([]);
  });
});

/** Those of a panel's columns or values that are set by an override. */
function overridden({ fieldConfig }: Panel, id: string): readonly unknown[] {
  const properties = fieldConfig?.overrides.flatMap((override) => override.properties) ?? [];
  return properties.filter((property) => property.id === id).map(({ value }) => value);
}

function colorOf(thresholds: Thresholds | undefined, value: number): string | undefined {
  return thresholds?.steps.findLast((step) => (step.value ?? -Infinity) <= value)?.color;
}

const everyPanel = dashboards.flatMap(([, { panels }]) => panels);
const exprsOf = ({ targets = [] }: Panel): string => targets.map(({ expr }) => expr).join();

describe('what must be 0', () => {
  const single = /^(stat|gauge|bargauge)$/;
  const shown = everyPanel.filter(
    (panel) => single.test(panel.type) && exprsOf(panel).includes('difference'),
  );

  it('is shown by at least three panels', () => {
    expect(shown.length).toBeGreaterThanOrEqual(3);
  });

  it.each(shown.map((panel): [string, Panel] => [panel.title, panel]))(
    'is red where it is not, green where it is: %s',
    (_, panel) => {
      const thresholds = panel.fieldConfig?.defaults.thresholds;
      expect([-1, 0, 1].map((value) => colorOf(thresholds, value))).toEqual([
        ...['red', 'green', 'red'],
      ]);
      expect(exprsOf(panel)).not.toMatch(/(!=|>=?) [0-9.]+$/); // what is right is shown, too
    },
  );

  it('is red in the table of municipalities as well', () => {
    const table = everyPanel.find(({ title }) => title === 'Municipalities');
    const columns = table?.fieldConfig?.overrides.filter(({ matcher }) =>
      /unaccounted|difference/i.test(matcher.options),
    );
    expect(columns).toHaveLength(2);
    for (const { properties } of columns ?? []) {
      const steps = properties.find(({ id }) => id === 'thresholds')?.value as Thresholds;
      expect([-1, 0, 1].map((value) => colorOf(steps, value))).toEqual(['red', 'green', 'red']);
    }
  });
});

describe('a link', () => {
  const links = everyPanel.flatMap((panel) => (overridden(panel, 'links') as Link[][]).flat());

  it('leads to a dashboard that there is, and sets variables that it has', () => {
    const within = links.filter(({ url }) => url.startsWith('/d/'));
    expect(within.length).toBeGreaterThanOrEqual(5);
    for (const { url } of within) {
      const uid = url.slice('/d/'.length).split('?')[0];
      const target = dashboards.find(([, dashboard]) => dashboard.uid === uid)?.[1];
      const variables = [...url.matchAll(/var-(\w+)=/g)].map(([, name]) => name);
      expect(variables.length).toBeGreaterThan(0);
      expect(target?.templating.list.map(({ name }) => name)).toEqual(
        expect.arrayContaining(variables),
      );
    }
  });

  it("of a claim's traces shows one without its id being typed", () => {
    const ofTrace = links.filter(({ url }) => url.includes('var-trace=${__value.raw}'));
    expect(ofTrace).toHaveLength(1);
  });

  it('leads from every alert to its page', () => {
    const table = everyPanel.find(({ title }) => title === 'What is wrong now');
    if (table === undefined) throw new Error('There is no table of alerts.');
    type Mapping = { readonly options: Readonly<Record<string, { readonly text?: string }>> };
    const texts = (overridden(table, 'mappings') as Mapping[][]).flat()[0]?.options ?? {};
    const pages = Object.entries(texts).map(([alert, told]) => [
      alert,
      `docs/operating/${told.text ?? ''}.md`,
    ]);
    const alerts = rules.flatMap(({ alert, annotations }) =>
      alert === undefined ? [] : [[alert, annotations?.runbook]],
    );
    expect(Object.fromEntries(pages)).toEqual(Object.fromEntries(alerts));
    expect(links.map(({ url }) => url)).toContain('/public/runbooks/${__value.text}.md');
    expect(text('docker-compose.yml')).toContain(
      './docs/operating:/usr/share/grafana/public/runbooks:ro',
    );
  });
});

describe('a dashboard', () => {
  it('has an id and a title of its own', () => {
    for (const key of ['uid', 'title'] as const)
      expect(new Set(dashboards.map(([, dashboard]) => dashboard[key])).size).toBe(
        dashboards.length,
      );
  });

  it('asks data sources that are provisioned, wherever it asks', () => {
    const uids = sources.datasources.map(({ uid }) => uid);
    const asked = [...dashboards.map(([, dashboard]) => dashboard), sources].flatMap(askedIn);
    expect(new Set(asked)).toEqual(new Set(['prometheus', 'tempo']));
    expect(asked.filter((uid) => !uids.includes(uid))).toEqual([]);
  });

  it.each(dashboards)('%s was written by hand: no ids, no noise', (_, dashboard) => {
    expect(Object.keys(dashboard)).not.toContain('id');
    for (const panel of dashboard.panels) expect(Object.keys(panel)).not.toContain('id');
  });
});

describe('what Grafana is given at its start', () => {
  it('is in the folders and of the shape that it reads', () => {
    const given = readdirSync(join(folder, 'provisioning'), { recursive: true, encoding: 'utf8' });
    expect(given.filter((file) => file.endsWith('.yml')).sort()).toEqual([
      'dashboards/dashboards.yml',
      'datasources/datasources.yml',
    ]);
    const address = expect.stringMatching(/^http:\/\/[a-z]+:\d+$/) as unknown;
    expect(sources).toMatchObject({
      apiVersion: 1,
      datasources: [
        { name: 'Prometheus', type: 'prometheus', uid: 'prometheus', url: address },
        { name: 'Tempo', type: 'tempo', uid: 'tempo', url: address },
      ],
    });
    const path = '/etc/grafana/dashboards';
    expect(provisioning('dashboards', 'dashboards.yml')).toMatchObject({
      apiVersion: 1,
      providers: [{ name: 'debitorbro', type: 'file', options: { path } }],
    });
    const mounts = [`provisioning:/etc/grafana/provisioning:ro`, `dashboards:${path}:ro`];
    for (const mount of mounts)
      expect(text('docker-compose.yml')).toContain(`- ./deploy/grafana/${mount}\n`);
  });
});
