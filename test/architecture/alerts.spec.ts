import { describe, expect, it, jest } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './overlay.fixture.js';
import { promtool } from '../operating/prometheus-package.fixture.js';

type Rule = {
  readonly alert?: string;
  readonly record?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
};
type Rules = { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
type Proof = {
  readonly alertname: string;
  readonly eval_time: string;
  readonly exp_alerts: readonly object[];
};
type Proofs = { readonly tests: readonly { readonly alert_rule_test: readonly Proof[] }[] };

jest.setTimeout(600_000); // promtool may have to be fetched

const folder = join(root, 'deploy', 'prometheus');
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));
const rules = (read('alerts.yml') as Rules).groups.flatMap((group) => group.rules);
const alerts = rules.flatMap((rule): [string, Rule][] =>
  rule.alert === undefined ? [] : [[rule.alert, rule]],
);
const proofs = (read('alerts.test.yml') as Proofs).tests.flatMap((test) => test.alert_rule_test);

const parts = ['## What it means', '## How to look', '## What to do'];

function kebab(alert: string): string {
  return alert.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
}

describe('an alert', () => {
  it('is understood by Prometheus, and so is what is scraped', () => {
    expect(promtool('check', 'rules', 'alerts.yml')).toMatchObject({ status: 0 });
    expect(promtool('check', 'config', 'prometheus.yml')).toMatchObject({ status: 0 });
  });

  it('fires and clears as alerts.test.yml says', () => {
    const { status, text } = promtool('test', 'rules', 'alerts.test.yml');
    expect(text).toContain('SUCCESS');
    expect(status).toBe(0);
  });

  it.each(alerts)('%s is proven to fire and to clear again', (alert) => {
    const said = proofs
      .filter(({ alertname }) => alertname === alert)
      .map((each) => each.exp_alerts);
    const firing = said.findIndex((expected) => expected.length > 0);
    expect(firing).toBeGreaterThanOrEqual(0);
    expect(said.slice(firing).some((expected) => expected.length === 0)).toBe(true);
  });

  it.each(alerts)('%s says whom it concerns, and how much', (alert, rule) => {
    const { summary = '', description = '', runbook } = rule.annotations ?? {};
    expect(rule.labels?.['severity']).toMatch(/^(page|ticket)$/);
    for (const text of [summary, description])
      expect(text).toMatch(/\$labels\.(municipality|service|queue|instance)/);
    expect(runbook).toBe(`docs/operating/${kebab(alert)}.md`);
  });

  it.each(alerts)('%s has a page of its own', (alert, rule) => {
    const page = readFileSync(join(root, 'docs', 'operating', `${kebab(alert)}.md`), 'utf8');
    expect(page).toMatch(new RegExp(`^# ${alert}\\n\\n\`${rule.labels?.['severity'] ?? ''}\``));
    expect(page.match(/^## .+$/gm)).toEqual(parts);
    expect(readFileSync(join(root, 'docs', 'operating.md'), 'utf8')).toContain(
      `[${alert}](operating/${kebab(alert)}.md)`,
    );
  });

  it('is what each page is of', () => {
    const pages = readdirSync(join(root, 'docs', 'operating'));
    expect(pages.sort()).toEqual(alerts.map(([alert]) => `${kebab(alert)}.md`).sort());
  });

  it('that misses a service knows them all', () => {
    const expected = rules
      .filter(({ record }) => record === 'service:expected:one')
      .map(({ labels }) => labels?.['service']);
    expect(expected.sort()).toEqual(readdirSync(join(root, 'apps')).sort());
  });
});
