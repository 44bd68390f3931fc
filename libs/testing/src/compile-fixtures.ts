import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Compiles fixtures into `dist/`, beside what they use there, so that a spec can start one of them as a process of its own. The
 * build leaves fixtures out.
 * @param first where its source lies: `new URL('./summing-service.fixture.ts', import.meta.url)`
 * @returns the entry of the first one, for `aChildProcess`
 */
export async function compileFixtures(first: URL, ...others: readonly URL[]): Promise<string> {
  const [entry = ''] = await Promise.all([first, ...others].map(compile));
  return entry;
}

async function compile(source: URL): Promise<string> {
  const file = fileURLToPath(source);
  const { code } = await transformFile(file, {
    cwd: root,
    configFile: join(root, '.swcrc'),
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { baseUrl: root },
  });
  const entry = relative(root, file).replace(/\.ts$/, '.js');
  const target = join(root, 'dist', entry);
  const draft = `${target}.${String(process.pid)}.draft`;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(draft, code);
  await rename(draft, target); // whole or not at all: another spec may be starting it
  return entry;
}
