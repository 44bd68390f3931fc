import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../architecture/overlay.fixture.js';
import { deployedRules } from './quick-rules.fixture.js';

type Dashboard = {
  readonly panels: readonly { readonly targets?: readonly { readonly expr?: string }[] }[];
};

const words = /^(and|or|unless|bool|offset|inf|nan)$/i;

/** The metrics that a question names: what is neither label, function nor word of the language. */
export function metricsIn(expr: string): readonly string[] {
  const variable = /^label_values\((\w+), \w+\)$/.exec(expr)?.[1];
  if (variable !== undefined) return [variable];
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !words.test(name));
}

/** What a name is counted as at Prometheus: a histogram has three names, and a counter is told without its ending. */
export function familyOf<Told>(
  name: string,
  metadata: Readonly<Record<string, Told>>,
): Told | undefined {
  const bare = name.replace(/_(bucket|count|sum|total)$/, '');
  return metadata[name] ?? metadata[bare];
}

/** Every metric that a dashboard or an alert asks for, each once. */
export function metricsAskedFor(): readonly string[] {
  const folder = join(root, 'deploy', 'grafana', 'dashboards');
  const panels = readdirSync(folder).flatMap(
    (file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as Dashboard).panels,
  );
  const shown = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr ?? []));
  const judged = deployedRules().map(({ expr }) => expr);
  return [...new Set([...shown, ...judged].flatMap(metricsIn))].sort();
}
