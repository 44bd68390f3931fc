/**
 * Everything that can be said of the code without running it: format, types, lint, walls and dead code, side by side. One line for
 * each; what does not pass shows its reasons. Exit code 0 only if all pass.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { root } from './prepare/place.mjs';

/** The slowest first. */
const checks = [
  ['lint', 'check:lint'],
  ['types', 'check:types'],
  ['format', 'check:format'],
  ['walls', 'check:walls'],
  ['dead code', 'check:dead'],
];

process.stdout.write(`checking   ${checks.map(([name]) => name).join(', ')} …\n`);
const queue = checks.values();
const lanes = Math.max(2, Math.min(availableParallelism(), checks.length));
await Promise.all(
  Array.from({ length: lanes }, async () => {
    for (const [name, script] of queue) await check(name, script);
  }),
);

async function check(name, script) {
  const startedAt = performance.now();
  const { code, output } = await run(script);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${name.padEnd(10)} ${code === 0 ? 'passed' : 'FAILED'} (${seconds} s)\n`);
  if (code === 0) return;
  process.stdout.write(`${output}\n`);
  process.exitCode = 1;
}

function run(script) {
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pieces = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => pieces.push(piece));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) =>
      resolve({ code, output: Buffer.concat(pieces).toString('utf8') }),
    );
  });
}
