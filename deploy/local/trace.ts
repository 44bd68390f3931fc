import { createReadStream, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { KeptSpan } from './traces/kept-span.js';
import { tracesOf, waterfall } from './traces/waterfall.js';

/** Prints one balance's way through the last run: `npm run trace -- <feeId>`; or through another, whose kept traces are named after it. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const [feeId, file = join(root, '.local', 'traces.ndjson')] = process.argv.slice(2);

function fail(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

async function keptSpans(): Promise<readonly KeptSpan[]> {
  const spans: KeptSpan[] = [];
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line !== '') spans.push(JSON.parse(line) as KeptSpan);
  return spans;
}

if (feeId === undefined) fail('Name a balance: npm run trace -- <feeId>');
else if (!existsSync(file)) fail('No run has kept traces yet: npm start first.');
else {
  const traces = tracesOf(feeId, await keptSpans());
  if (traces.length === 0) fail(`Nothing of a balance ${feeId} was handled in the last run.`);
  for (const trace of traces) process.stdout.write(`${waterfall(trace).join('\n')}\n\n`);
}
