import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Compiles fixtures into `dist/`, beside what they use there, so that a spec can start one of them as a process of its own. The
 * build leaves fixtures out.
 * @param paths from the root, e.g. `libs/messaging/src/summing-service.fixture.ts`
 * @returns the entry of the first one, for `aChildProcess`
 */
export async function compileFixtures(
  first: string,
  ...others: readonly string[]
): Promise<string> {
  await Promise.all([first, ...others].map(compile));
  return first.replace(/\.ts$/, '.js');
}

async function compile(path: string): Promise<void> {
  const { code } = await transformFile(join(root, path), {
    cwd: root,
    configFile: join(root, '.swcrc'),
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { baseUrl: root },
  });
  const target = join(root, 'dist', path.replace(/\.ts$/, '.js'));
  const draft = `${target}.${String(process.pid)}.draft`;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(draft, code);
  await rename(draft, target); // whole or not at all: another spec may be starting it
}
