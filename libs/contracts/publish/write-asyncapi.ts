import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { asyncApiPlace, asyncApiText } from './asyncapi-text.js';

/** Run in the repository's folder, after building: `node dist/libs/contracts/publish/write-asyncapi.js`. */
const root = pathToFileURL(`${process.cwd()}/`);

mkdirSync(new URL('./', new URL(asyncApiPlace, root)), { recursive: true });
writeFileSync(new URL(asyncApiPlace, root), asyncApiText(root));
process.stdout.write(`${asyncApiPlace} is written.\n`);
