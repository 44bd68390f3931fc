import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { askDatabase } from '@libs/testing';
import type { Search } from './plants.fixture.js';

const chunkBytes = 16 * 1_024 * 1_024;

/** Every byte of every file below the server's data folder, its log of changes among them, after a checkpoint. */
export async function searchDataFolder(administratorUrl: string, search: Search): Promise<Looked> {
  const [row] = await askDatabase<{ data_directory: string }>(
    administratorUrl,
    'SHOW data_directory',
  );
  await askDatabase(administratorUrl, 'CHECKPOINT');
  const looked = { found: [] as string[], bytes: 0 };
  for await (const file of filesBelow(row?.data_directory ?? ''))
    await searchFile(file, search, looked);
  return looked;
}

/** Folders come and go: other specs make databases and drop them meanwhile. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

export type Looked = { found: string[]; bytes: number };

async function searchFile(file: string, search: Search, looked: Looked): Promise<void> {
  const handle = await open(file).catch(() => undefined); // gone since: other tests end
  if (handle === undefined) return;
  try {
    const buffer = Buffer.alloc(chunkBytes + search.overlap);
    for (let position = 0; ; position += chunkBytes) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) break;
      looked.found.push(...search.in(file, buffer.subarray(0, bytesRead)));
      looked.bytes += Math.min(bytesRead, chunkBytes);
    }
  } finally {
    await handle.close();
  }
}

/** Every row of every table as text: long values lie compressed on disk. */
export async function searchRows(databaseUrl: string, search: Search): Promise<Looked> {
  const looked = { found: [] as string[], bytes: 0 };
  const tables = await askDatabase<{ name: string }>(
    databaseUrl,
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const rows = await askDatabase<{ row: string }>(
      databaseUrl,
      `SELECT each::text AS row FROM ${name} AS each`,
    );
    const text = rows.map(({ row }) => row).join('\n');
    looked.found.push(...search.in(name, text));
    looked.bytes += text.length;
  }
  return looked;
}
