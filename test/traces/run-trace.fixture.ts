import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../architecture/overlay.fixture.js';

const run = promisify(execFile);

/** What `npm run trace` prints of a fee. @throws with `code` and `stderr` when it ends otherwise than well */
export async function runTrace(feeId: string, tracesFile: string): Promise<string> {
  const compiled = join(root, 'dist', 'deploy', 'local', 'trace.js');
  const { stdout } = await run(process.execPath, [compiled, feeId, tracesFile]);
  return stdout;
}
