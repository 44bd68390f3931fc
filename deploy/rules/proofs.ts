import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { titlesIn } from './titles-in.js';

/** A pure decision beside the code, or a journey through the broker that reads only the public contract. */
export type Height = 'decision' | 'journey';

export type Proof = {
  readonly file: string;
  readonly height: Height;
  readonly title: string;
  readonly rules: readonly string[];
  readonly holds: boolean;
};

const places = [
  { folder: 'apps', height: 'decision' },
  { folder: 'libs', height: 'decision' },
  { folder: 'test/journeys', height: 'journey' },
] as const;

/** Every test of a rule, at either height, in the order of files and lines. Specs that need servers beside the code are neither. */
export async function proofsIn(root: string): Promise<readonly Proof[]> {
  const found = await Promise.all(
    places.map(async ({ folder, height }) => {
      const files = await specsIn(join(root, folder));
      const proofs = files.map((file) => proofsOf(root, file, height));
      return (await Promise.all(proofs)).flat();
    }),
  );
  return found.flat();
}

async function proofsOf(root: string, file: string, height: Height): Promise<readonly Proof[]> {
  const titles = titlesIn(await readFile(file, 'utf8'));
  const named = { file: relative(root, file).replaceAll('\\', '/'), height };
  return titles.map((titled) => ({ ...named, ...titled }));
}

async function specsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.spec.ts') && !name.endsWith('.int.spec.ts'))
    .map((name) => join(folder, name))
    .sort();
}
