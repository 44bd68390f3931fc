import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const checks = Object.keys(scripts).filter((name) => name.startsWith('check:'));
const withinMs = 900_000;

/** By npm, so that it is exactly what `npm run check` runs. */
function run(script: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn('npm', ['run', '--silent', script], { cwd: root });
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => pieces.push(piece));
  return new Promise((end, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      end({ code, said: Buffer.concat(pieces).toString('utf8') });
    });
  });
}

/** What can be said of the code without running it, side by side with the tests that run it. */
describe('npm run', () => {
  it.each(checks)(
    '%s passes',
    async (script) => {
      const { code, said } = await run(script);
      if (code !== 0)
        throw new Error(`npm run ${script} ended with code ${String(code)}:\n${said}`);
    },
    withinMs,
  );

  it('check looks at format, lint, types, walls and dead code', () => {
    expect([...checks].sort()).toEqual([
      'check:dead',
      'check:format',
      'check:lint',
      'check:types',
      'check:walls',
    ]);
  });
});
