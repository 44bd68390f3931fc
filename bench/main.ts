import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RunFolder } from '../deploy/local/run/run-folder.js';
import { Stack } from '../deploy/local/stack/stack.js';
import type { StackFile } from '../deploy/local/stack/stack-file.js';
import { DebtorsWhoPay } from './debtors-who-pay.js';
import { LibraryBeside, type Measured } from './library-beside.js';
import { benchAgencies, benchAgreement, benchProducts } from './plain-fees.js';
import { costByName, costOf, type Cost } from './process-costs.js';

/**
 * The benchmark, first form: plain fees through the real services, with the real simulators, all durability on. Measures full load,
 * half of it, and then payments at a quiet pace. `npm run bench -- --fees 20000`.
 */
const { values } = parseArgs({
  options: {
    fees: { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
  },
});
const fees = Number(values.fees);
const paymentsPerSecond = 50;
const compiled = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const root = resolve(compiled, '..');

function tell(text: string): void {
  if (!values.json) process.stdout.write(`${text}\n`);
}

const folder = await RunFolder.claim(join(root, '.local', 'bench'), tell);
const stack = new Stack({ folder, compiled, env: { ...process.env, LOG_LEVEL: 'warn' }, tell });
try {
  const where = await stack.open();
  await Promise.race([measure(where), stack.failed()]);
} finally {
  await stack.close();
  await folder.release();
}

async function measure(where: StackFile): Promise<void> {
  await agree(where);
  const library = await LibraryBeside.open(where.amqpUrl);
  const warmed = await load(library, { run: 'w', count: Math.min(2_000, fees) });
  tell(`warm       ${words(warmed)}`);
  const before = costs();
  const full = await load(library, { run: 'f', count: fees });
  const after = costs();
  tell(`full load  ${words(full)}`);
  const half = await load(library, {
    run: 'h',
    count: Math.max(200, Math.floor(fees / 4)),
    rate: full.perSecond / 2,
  });
  tell(`half load  ${words(half)}`);
  const payments = await pay(where, library);
  tell(`payments   ${words(payments, 'payments', 'report to movement')}`);
  await library.close();
  report({ full, half, payments, costs: difference(before, after) });
}

async function agree({ services, simulators, token }: StackFile): Promise<void> {
  for (const [place, agencyId] of benchAgencies.entries()) {
    const endpoint = simulators[benchProducts[place] ?? ''] ?? '';
    const answer = await fetch(`${services['claim-intake'] ?? ''}/agreements/${agencyId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(benchAgreement(place, endpoint)),
    });
    if (!answer.ok)
      throw new Error(`The agreement of ${agencyId} was not taken: ${await answer.text()}`);
  }
}

/** One after the other, at a quiet pace: how soon the library knows (R49). */
async function pay(where: StackFile, library: LibraryBeside): Promise<Measured> {
  const debtors = await DebtorsWhoPay.of(where);
  return debtors.pay(library, Math.max(100, Math.floor(fees / 10)), paymentsPerSecond);
}

async function load(
  library: LibraryBeside,
  what: { run: string; count: number; rate?: number },
): Promise<Measured> {
  let toldAt = performance.now();
  return library.measure({
    ...what,
    onProgress: (accepted) => {
      if (performance.now() - toldAt < 5_000) return;
      toldAt = performance.now();
      tell(`           ${String(accepted)} of ${String(what.count)} accepted`);
    },
  });
}

/** Our own processes by their compiled entry; servers by their name. */
function costs(): ReadonlyMap<string, Cost> {
  const own = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): [string, Cost][] => {
      const entry = entryOf(name);
      return entry === undefined ? [] : [[entry, costOf(Number(name))]];
    });
  return new Map([
    ...own,
    ['RabbitMQ', costByName(/^beam\.smp$/)],
    ['PostgreSQL', costByName(/^postgres$/)],
  ]);
}

function entryOf(pid: string): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return line.includes(compiled)
      ? /(?:apps\/([^/]+)\/src|(simulators))\/main\.js/.exec(line)?.slice(1).find(Boolean)
      : undefined;
  } catch {
    return undefined;
  }
}

function difference(
  before: ReadonlyMap<string, Cost>,
  after: ReadonlyMap<string, Cost>,
): readonly { name: string; cpuMsPerFee: number; peakMegabytes: number }[] {
  return [...after].map(([name, { cpuSeconds, peakMegabytes }]) => ({
    name,
    cpuMsPerFee: ((cpuSeconds - (before.get(name)?.cpuSeconds ?? 0)) / fees) * 1_000,
    peakMegabytes,
  }));
}

function words(
  { count, seconds, perSecond, p50Ms, p99Ms, maxMs }: Measured,
  what = 'fees',
  way = 'event to acceptance',
): string {
  return `${String(count)} ${what} in ${seconds.toFixed(1)} s: ${perSecond.toFixed(0)}/s; ${way} p50 ${String(p50Ms)} ms, p99 ${String(p99Ms)} ms, max ${String(maxMs)} ms`;
}

function report(result: {
  full: Measured;
  half: Measured;
  payments: Measured;
  costs: ReturnType<typeof difference>;
}): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    return;
  }
  const rows = [...result.costs].sort((a, b) => b.cpuMsPerFee - a.cpuMsPerFee);
  const total = rows.reduce((sum, { cpuMsPerFee }) => sum + cpuMsPerFee, 0);
  tell(`\n${'process'.padEnd(26)}${'CPU ms per fee'.padStart(16)}${'peak MB'.padStart(10)}`);
  for (const { name, cpuMsPerFee, peakMegabytes } of rows)
    tell(
      `${name.padEnd(26)}${cpuMsPerFee.toFixed(2).padStart(16)}${String(peakMegabytes).padStart(10)}`,
    );
  tell(`${'all'.padEnd(26)}${total.toFixed(2).padStart(16)}\n`);
}
