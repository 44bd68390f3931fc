import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { RunFolder } from '../run/run-folder.js';
import type { Addresses } from './node-child.js';

/** What `.local/stack.json` says while the stack runs (design: the public contract, *Command line*). */
export type StackFile = {
  readonly amqpUrl: string;
  readonly databaseUrl: string;
  /** Where the operator's web pages are; null as long as there is no operations-console among the services. */
  readonly console: string | null;
  readonly services: Addresses;
  readonly simulators: Addresses;
  readonly token: string;
};

/** Appears whole, readable by its owner only: it holds passwords and a token. */
export function writeStackFile(folder: RunFolder, content: StackFile): void {
  const draft = folder.within('stack.json.draft');
  writeFileSync(draft, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, folder.within('stack.json'));
}

export function removeStackFile(folder: RunFolder): void {
  rmSync(folder.within('stack.json'), { force: true });
}
