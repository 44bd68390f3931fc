import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../architecture/overlay.fixture.js';

type Rule = { readonly alert?: string; readonly record?: string; readonly expr: string };
type Rules = { readonly groups: readonly { readonly rules: readonly Rule[] }[] };

export const deployedFolder = join(root, 'deploy', 'prometheus');
const units: Readonly<Record<string, string>> = { d: 'h', h: 'm', m: 's' };

function deployed(): string {
  return readFileSync(join(deployedFolder, 'alerts.yml'), 'utf8');
}

export function deployedRules(): readonly Rule[] {
  return (parse(deployed()) as Rules).groups.flatMap((group) => group.rules);
}

/** What an alert asks for, as it is deployed. */
export function expressionOf(alertname: string): string {
  const found = deployedRules().find(({ alert }) => alert === alertname);
  if (found === undefined) throw new Error(`There is no alert ${alertname}.`);
  return found.expr;
}

/**
 * The rules that are deployed, but that a minute takes a second: windows, offsets, pauses and how often they are looked at. Limits in
 * seconds (`> 1800`) stay; days become 24 minutes.
 */
export function quickRules(): string {
  return deployed()
    .replaceAll(/\[(\d+)([dhm])\]/g, (_, count: string, unit: string) => `[${quick(count, unit)}]`)
    .replaceAll(
      /\b(offset|for:|interval:) (\d+)([dhm])\b/g,
      (_, what: string, count: string, unit: string) => `${what} ${quick(count, unit)}`,
    );
}

function quick(count: string, unit: string): string {
  return unit === 'd' ? `${String(Number(count) * 24)}m` : `${count}${units[unit] ?? ''}`;
}
