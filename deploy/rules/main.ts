import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { proofsIn } from './proofs.js';
import { rulesPage } from './rules-page.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

await writeFile(`${root}docs/rules.md`, rulesPage(await proofsIn(root)));
process.stdout.write('docs/rules.md is written\n');
