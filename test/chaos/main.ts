/** The fault run: proves, from the outside, that nothing is lost and nothing doubled, whatever is done to the system meanwhile. */
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { Interruption } from '../../deploy/local/interruption.js';
import { RunFolder } from '../../deploy/local/run/run-folder.js';
import { FaultRun } from './fault-run.js';
import { readOptions } from './options.js';
import { reportInWords } from './proof/report.js';

/** What has not ended by then is ended by force. */
const closeWithinMs = 90_000;
const options = readOptions(process.argv.slice(2));
const compiled = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const root = resolve(compiled, '..');

function tell(text: string): void {
  if (!options.json) process.stdout.write(`${text}\n`);
}

const folder = await RunFolder.claim(join(root, '.local', options.folder), tell);
const interruption = new Interruption(() => {
  folder.releaseNow();
  process.exit(1);
}).listen();
if (process.env['npm_lifecycle_event'] !== undefined) interruption.listenToParent();
const run = new FaultRun(options, { folder, compiled, env: process.env, tell });
for (const event of ['unhandledRejection', 'uncaughtException'] as const)
  process.on(event, (error: unknown) => {
    run.troubles.note('unforeseen', error); // the run goes on, and can't succeed any more
  });
try {
  const ended = await Promise.race([run.run(), interruption.asked]);
  if (ended === 'asked') {
    tell('stopped before the proof: nothing is proven');
    process.exitCode = 1;
  } else {
    process.stdout.write(options.json ? `${JSON.stringify(ended)}\n` : reportInWords(ended));
    process.exitCode = ended.findings.length === 0 ? 0 : 1;
  }
} catch (error) {
  process.stderr.write(`The fault run could not begin.\n${inspect(error)}\n`);
  process.exitCode = 1;
} finally {
  const closed = run.close().then(() => folder.release());
  const ended = closed.then(
    () => true,
    () => false,
  );
  if (!(await Promise.race([ended, pause(closeWithinMs, false)]))) folder.releaseNow();
}
process.exit(); // connections to what has been killed may linger
