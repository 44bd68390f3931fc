import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunFolder } from '../deploy/local/run/run-folder.js';
import { readOptions } from './options.js';
import { measureBacklog } from './past/backlog.js';
import { compareKept } from './past/kept.js';
import { measureMove } from './past/move.js';
import { profile } from './profiling/profile-run.js';
import { observabilityTable } from './report/observability-table.js';
import { backlogTable, keptTable, moveTable } from './report/past-tables.js';
import { targetsOfBacklog, targetsOfKept, targetsOfMove } from './report/past-targets.js';
import { plot } from './report/plot.js';
import { profileTables } from './report/profile-tables.js';
import { summaries } from './report/summary.js';
import { tables } from './report/tables.js';
import { targetsOf, targetsOfObservability } from './report/targets.js';
import { compareObservability } from './rounds/observability.js';
import { measureInTurn } from './rounds/ways-in-turn.js';
import { Surroundings } from './ways/surroundings.js';

/** `npm run bench`: the same work several ways, in turn, on the same servers. See docs/performance.md. */
const functionsKept = 100;
const options = readOptions(process.argv.slice(2));
const compiled = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const root = resolve(compiled, '..');

const folder = await RunFolder.claim(join(root, options.place), tell);
process.once('exit', () => {
  folder.releaseNow();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const around = await Surroundings.open({ folder, compiled, env: process.env, tell });
try {
  await Promise.race([chosen()(), around.failed]);
} finally {
  await around.close();
  await folder.release();
}

function chosen(): () => Promise<void> {
  const { kept, moved, backlog, withoutObservability } = options;
  if (kept !== undefined) return () => withKept(kept);
  if (moved !== undefined) return () => withMove(moved);
  if (backlog !== undefined) return () => withBacklog(backlog);
  if (options.profile) return profiled;
  return withoutObservability ? withAndWithout : sideBySide;
}

async function sideBySide(): Promise<void> {
  const rounds = await measureInTurn(around, { ...options, tell });
  const all = summaries(rounds);
  const targets = targetsOf(all);
  hand('last.json', { ways: all, targets, rounds }, tables(all, targets));
  if (options.plot !== undefined) writeFileSync(resolve(root, options.plot), plot(all));
}

async function withAndWithout(): Promise<void> {
  const found = await compareObservability(around, { ...options, tell });
  const targets = targetsOfObservability(found);
  hand('observability.json', { ...found, targets }, observabilityTable(found, targets));
}

async function withKept(kept: number): Promise<void> {
  const found = await compareKept(around, { ...options, kept, tell });
  const targets = targetsOfKept(found);
  hand('kept.json', { ...found, targets }, keptTable(found, targets));
}

async function withMove(moved: number): Promise<void> {
  const found = await measureMove(around, { ...options, moved, tell });
  const targets = targetsOfMove(found);
  hand('move.json', { ...found, targets }, moveTable(found, targets));
}

async function withBacklog(backlog: number): Promise<void> {
  const found = await measureBacklog(around, { ...options, backlog, tell });
  const targets = targetsOfBacklog(found);
  hand('backlog.json', { ...found, targets }, backlogTable(found, targets));
}

async function profiled(): Promise<void> {
  const found = await profile(around, { ...options, place: folder.within('profiles'), tell });
  const services = found.services.map(({ service, areas, functions }) => ({
    service,
    areas: Object.fromEntries(areas),
    functions: Object.fromEntries([...functions].slice(0, functionsKept)),
  }));
  hand('profile.json', { round: found.round, services }, profileTables(found));
}

/** Kept as JSON, and printed as that or as a table. */
function hand(name: string, found: object, table: string): void {
  const json = `${JSON.stringify({ ...found, options }, undefined, 2)}\n`;
  writeFileSync(folder.within(name), json);
  process.stdout.write(options.json ? json : table);
}

function tell(text: string): void {
  (options.json ? process.stderr : process.stdout).write(`${text}\n`);
}
