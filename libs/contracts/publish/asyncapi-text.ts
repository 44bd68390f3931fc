import { readdirSync, readFileSync } from 'node:fs';
import { describeMessages, type Examples } from '../src/index.js';

const goldenForm = /^(dk\.debitorbro\.[a-z.-]+\.v\d+)(?:\.([a-z-]+))?\.json$/;

/** The published description of all messages, with the golden events as examples. @param root the repository's folder */
export function asyncApiText(root: URL): string {
  return `${JSON.stringify(describeMessages(examplesIn(new URL('libs/contracts/golden/', root))), undefined, 2)}\n`;
}

export const asyncApiPlace = 'docs/contracts/asyncapi.json';

function examplesIn(folder: URL): Examples {
  const examples = new Map<string, { name: string; payload: unknown }[]>();
  for (const file of readdirSync(folder).sort()) {
    const [, type, variant = 'whole'] = goldenForm.exec(file) ?? [];
    if (type === undefined) continue;
    const payload: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    examples.set(type, [...(examples.get(type) ?? []), { name: variant, payload }]);
  }
  return examples;
}
