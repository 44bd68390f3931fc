import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Day } from './day/day.js';
import { Interruption } from './interruption.js';
import { readOptions, type Options } from './options.js';
import { RunFolder } from './run/run-folder.js';
import { Stack } from './stack/stack.js';

const exitCodes = { done: 0, failed: 1, interrupted: 130 } as const;

const compiled = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const root = resolve(compiled, '..');

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const folder = await RunFolder.claim(join(root, '.local'), tell);
  process.once('exit', () => {
    folder.releaseNow();
  });
  const interruption = new Interruption(() => {
    tell('ending at once');
    process.exit(exitCodes.interrupted);
  }).listen();
  if (process.env['npm_lifecycle_event'] !== undefined) interruption.listenToParent();
  const stack = new Stack({ folder, compiled, env: process.env, tell, keepsTraces: true });
  try {
    return await Promise.race([
      live(stack, options),
      interruption.asked.then(() => exitCodes.interrupted),
    ]);
  } finally {
    tell('stopping   services drain, then everything ends …');
    await stack.close();
    await folder.release();
    tell('stopped    no process and no port is left');
  }
}

/** Runs until there is nothing left to do (with `--exit`), or until a part fails. */
async function live(stack: Stack, { day, exit }: Options): Promise<number> {
  const where = await stack.open();
  const failed = stack.failed();
  const added =
    day.kind === 'none' ||
    (await Promise.race([
      new Day(where, root, tell).play(day.kind === 'file' ? resolve(day.file) : undefined),
      failed,
    ]));
  if (exit) return added ? exitCodes.done : exitCodes.failed;
  tell(
    `\nEverything stays up; .local/stack.json says where. Ctrl-C stops it.${where.console === null ? '' : `\nThe operations console: ${where.console}`}`,
  );
  return failed;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodes.failed;
}
