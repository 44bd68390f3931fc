import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '..', '..');

/** Runs the benchmark with servers and a folder of its own: whoever measures on the side is not disturbed. @returns what it printed */
export async function bench(...options: readonly string[]): Promise<string> {
  const entry = join(root, 'dist', 'bench', 'main.js');
  const { PATH } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--enable-source-maps', entry, ...options],
    { env: { PATH } },
  );
  return stdout;
}
