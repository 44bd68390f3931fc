import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunFolder } from '../deploy/local/run/run-folder.js';
import { readOptions } from './options.js';
import { compareObservability } from './rounds/observability.js';
import { observabilityTable } from './report/observability-table.js';
import { Surroundings } from './ways/surroundings.js';

/** `npm run bench`: the same work several ways, in turn, on the same servers. See docs/performance.md. */
const options = readOptions(process.argv.slice(2));
const compiled = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const root = resolve(compiled, '..');

function tell(text: string): void {
  (options.json ? process.stderr : process.stdout).write(`${text}\n`);
}

const folder = await RunFolder.claim(join(root, options.place), tell);
process.once('exit', () => {
  folder.releaseNow();
});
const around = await Surroundings.open({ folder, compiled, env: process.env, tell });
try {
  await Promise.race([run(), around.failed]);
} finally {
  await around.close();
  await folder.release();
}

async function run(): Promise<void> {
  const found = await compareObservability(around, { ...options, tell });
  keep('observability.json', found);
  process.stdout.write(
    options.json ? `${JSON.stringify(found, undefined, 2)}\n` : observabilityTable(found),
  );
}

function keep(name: string, found: object): void {
  const file = folder.within(name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...found, options }, undefined, 2)}\n`);
}
