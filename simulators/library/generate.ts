import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exampleDay } from './day/example-day.js';
import { exampleDayDate, feesOnly } from './day/fees-only.js';
import { agreementsText, lineOf } from './day/files.js';

const usage = `Usage: generate.js --out FILE [--agreements FILE] [--seed N] [--events N] [--day YYYY-MM-DD] [--fees-only]
Writes a day of balance events, one CloudEvent a line, and the agreements that go with it.
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    events: { type: 'string', default: '2500' },
    day: { type: 'string', default: exampleDayDate },
    out: { type: 'string' },
    agreements: { type: 'string' },
    'fees-only': { type: 'boolean', default: false },
  },
});

const seed = Number(values.seed);
const count = Number(values.events);
const { out, day } = values;

if (
  out === undefined ||
  !Number.isInteger(seed) ||
  !Number.isInteger(count) ||
  count < 1 ||
  !/^\d{4}-\d{2}-\d{2}$/.test(day)
) {
  process.stderr.write(usage);
  process.exit(2);
}

const { events, agreements } = values['fees-only']
  ? {
      events: feesOnly({ seed, count, day }),
      agreements: exampleDay({ seed, events: 2_500, day }).agreements,
    }
  : exampleDay({ seed, events: count, day });

const file = createWriteStream(out);
for (const event of events) if (!file.write(lineOf(event))) await once(file, 'drain');
file.end();
await once(file, 'finish');
if (values.agreements !== undefined) await writeFile(values.agreements, agreementsText(agreements));
