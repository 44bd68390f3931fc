import { availableParallelism } from 'node:os';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { root } from './place.mjs';

const folders = ['apps', 'libs', 'simulators', 'deploy', 'bench', 'test/chaos'];
const out = join(root, 'dist');
const ledger = join(out, '.compiled.json');
/** Tests and what only they use. */
const skipped = /^libs\/testing\/|\.(spec|fixture|d)\.ts$|\.(md|mjs)$/;

/**
 * Compiles the TypeScript of all folders into `dist/` with the same layout, and copies what lies beside it (schemas, SQL, JSON).
 * What has not changed since the last time (by size and time of change) is left alone; what is gone is removed.
 * @returns {Promise<string>} what was done
 */
export async function compile() {
  const swc = await import('@swc/core');
  const [sources, rules] = await Promise.all([allSources(), rulesOf(swc)]);
  const before = await readLedger(rules);
  const stale = [...sources].filter(([path, mark]) => before[path] !== mark).map(([path]) => path);
  const gone = Object.keys(before).filter((path) => !sources.has(path));
  const faults = [];
  await inParallel(stale, async (path) => {
    await put(swc, path).catch((error) => faults.push({ path, text: messageOf(error) }));
  });
  await Promise.all(
    gone
      .flatMap((path) => [outputOf(path), `${outputOf(path)}.map`])
      .map((path) => rm(path, { force: true })),
  );
  const failed = new Set(faults.map(({ path }) => path));
  const files = Object.fromEntries([...sources].filter(([path]) => !failed.has(path)));
  if (stale.length + gone.length > 0) await replace(ledger, JSON.stringify({ rules, files }));
  if (faults.length > 0)
    throw new Error(
      faults.map(({ path, text }) => `${path} does not compile:\n${text}`).join('\n'),
    );
  return stale.length + gone.length === 0
    ? 'up to date'
    : `${stale.length} of ${sources.size} files`;
}

/** Every file that belongs into `dist/`, with the mark by which a change shows. */
async function allSources() {
  const found = new Map();
  const walk = async (folder) => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    await Promise.all(
      entries.map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return walk(path);
        const source = relative(root, path);
        if (entry.name.startsWith('.') || skipped.test(source)) return undefined;
        const { mtimeMs, size } = await stat(path);
        return found.set(source, `${mtimeMs}/${size}`);
      }),
    );
  };
  await Promise.all(folders.map((folder) => walk(join(root, folder))));
  return found;
}

/** A change of compiler or options makes everything stale. */
async function rulesOf(swc) {
  return `${swc.version} ${(await readFile(join(root, '.swcrc'), 'utf8')).replaceAll(/\s+/g, ' ')}`;
}

async function readLedger(rules) {
  try {
    const read = JSON.parse(await readFile(ledger, 'utf8'));
    return read.rules === rules ? read.files : {};
  } catch {
    return {};
  }
}

function outputOf(path) {
  return join(out, path.replace(/\.ts$/, '.js'));
}

async function put(swc, path) {
  const target = outputOf(path);
  await mkdir(dirname(target), { recursive: true });
  if (!path.endsWith('.ts')) return replace(target, await readFile(join(root, path)));
  const { code, map } = await swc.transformFile(join(root, path), {
    cwd: root,
    configFile: join(root, '.swcrc'),
    swcrc: false,
    jsc: { baseUrl: root },
  });
  if (map !== undefined) await replace(`${target}.map`, map);
  return replace(
    target,
    map === undefined ? code : `${code}\n//# sourceMappingURL=${target.split('/').at(-1)}.map\n`,
  );
}

/** Whole or not at all: others may be starting from `dist/` meanwhile. */
async function replace(target, content) {
  const draft = `${target}.${process.pid}.draft`;
  await writeFile(draft, content);
  await rename(draft, target);
}

async function inParallel(items, work) {
  const queue = items.values();
  const lanes = Array.from({ length: availableParallelism() * 4 }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.all(lanes);
}

function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
