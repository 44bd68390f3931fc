import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeskClient } from './desk/desk-client.js';
import { readDeskOptions, usage } from './desk/desk-options.js';
import { tableOf, type ToldGroup } from './desk/table.js';

/** What is parked, and what to do with it: `npm run parked`. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function groupsOf(client: DeskClient): Promise<ReadonlyMap<string, readonly ToldGroup[]>> {
  const groups = new Map<string, readonly ToldGroup[]>();
  for (const service of client.services) {
    const told = await client.ask({ service, method: 'GET', path: '/parked/groups' });
    groups.set(service, told as readonly ToldGroup[]);
  }
  return groups;
}

try {
  const { desks, command } = readDeskOptions(process.argv.slice(2), (path) =>
    readFileSync(path, 'utf8'),
  );
  const clientOf = (): DeskClient => DeskClient.of(desks, join(root, '.local', 'stack.json'));
  switch (command.kind) {
    case 'help':
      tell(usage);
      break;
    case 'groups':
      tableOf(await groupsOf(clientOf())).forEach(tell);
      break;
    case 'ask':
      tell(JSON.stringify(await clientOf().ask(command.asked), undefined, 2));
      break;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'It failed.'}\n`);
  process.exitCode = 1;
}
