/**
 * Writes the tables of settings in docs/operating.md anew, from the compiled code: between `<!-- settings … -->` and `<!-- end -->`. What every
 * service is told stands once; of each service only what it is told besides.
 *
 *   npm run docs:settings
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare/place.mjs';

const page = join(root, 'docs', 'operating.md');
const { settingsTable } = await import(join(root, 'dist/libs/config/src/index.js'));
const tables = new Map();
for (const app of readdirSync(join(root, 'apps')))
  tables.set(app, (await tableOf(app)).split('\n'));
const [first = [], ...others] = tables.values();
const shared = first.filter((row) => others.every((rows) => rows.includes(row)));
const head = shared.slice(0, 2);

const text = readFileSync(page, 'utf8').replaceAll(
  /(<!-- settings of (\S+) -->\n)[^]*?(<!-- end -->)/g,
  (_, opening, of, closing) => `${opening}${rowsOf(of).join('\n')}\n${closing}`,
);
writeFileSync(page, text);

/** By the name of its file: `ClaimIntakeSettings` of `claim-intake.settings.js`. */
async function tableOf(app) {
  const name = app.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
  const file = join(root, 'dist', 'apps', app, 'src', `${app}.settings.js`);
  const { [`${name}Settings`]: settings } = await import(file);
  return settingsTable(settings);
}

function rowsOf(of) {
  if (of === 'all') return shared;
  return [...head, ...tables.get(of).filter((row) => !shared.includes(row))];
}
