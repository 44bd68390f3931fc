import { readFileSync } from 'node:fs';

type Wanted = Readonly<Record<string, readonly string[]>>;
/** The XML names of what was asked for, by class and field. */
export type Names<W extends Wanted> = {
  readonly [Class in keyof W]: Readonly<Record<W[Class][number], string>>;
};

/**
 * Reads the mapping file between our words and the XML names. `wanted` says which the reader relies on;
 * throws at once if one is missing, so that a renamed entry shows at start and not in the first message.
 */
export function readNames<const W extends Wanted>(file: URL, wanted: W): Names<W> {
  const table: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const entries = Object.entries(wanted).map(([section, fields]) => [
    section,
    namesOf(table, section, fields),
  ]);
  return Object.fromEntries(entries) as Names<W>;
}

function namesOf(
  table: unknown,
  section: string,
  fields: readonly string[],
): Record<string, string> {
  const found = fieldOf(table, section);
  return Object.fromEntries(fields.map((field) => [field, textOf(found, section, field)]));
}

function textOf(section: unknown, sectionName: string, field: string): string {
  const text = fieldOf(section, field);
  if (typeof text !== 'string') throw new Error(`the mapping file has no ${sectionName}.${field}`);
  return text;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[field]
    : undefined;
}
