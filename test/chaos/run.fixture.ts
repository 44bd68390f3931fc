import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Report } from './proof/report.js';

export type Ended = { readonly code: number | null; readonly report: Report };

/** Runs a fault run as `npm run chaos` does, in a folder of its own, and reads its report. */
export async function faultRun(...args: readonly string[]): Promise<Ended> {
  const entry = 'dist/test/chaos/main.js';
  const run = spawn(process.execPath, [entry, '--json', '--folder', 'chaos-spec', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  run.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const [code] = (await once(run, 'close')) as [number | null];
  if (text === '') throw new Error(`The fault run ended with code ${String(code)} and no report.`);
  return { code, report: JSON.parse(text) as Report };
}
