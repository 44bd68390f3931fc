import { parseArgs } from 'node:util';
import { breaks, type Break } from './inside/points.js';

export type Options = {
  readonly minutes: number;
  readonly seed: number;
  readonly balances: number;
  readonly json: boolean;
  readonly broken: Break | undefined;
  /** What dead processes had leased is given up sooner than the product would: for short runs. */
  readonly hurried: boolean;
  /** RabbitMQ is a cluster of three nodes, and they are struck too. */
  readonly cluster: boolean;
  /** Nothing is done to the system. */
  readonly calm: boolean;
  /** A named point at which fewer services died is a finding. */
  readonly leastHits: number;
  /** Below `.local`: runs side by side need different ones. */
  readonly folder: string;
};

export const usage = `npm run chaos -- --minutes 10 --seed 7    the storm lasts so long; the same seed tells the same stories and draws the same faults
  --balances N     how many balances (five a second unless told)
  --json           the report for machines, and nothing else
  --calm           without any fault: what the run itself costs
  --cluster        RabbitMQ has three nodes: leaders are killed, nodes are cut off
  --hurried        leases of dead processes end after 12 seconds instead of 30, or 180 at the gateway
  --least-hits N   a named point that was hit fewer times is a finding
  --break HOW      the product is broken on purpose and the run must fail: ${breaks.join(' | ')}`;

const balancesPerSecond = 5;

/** @throws Error with the usage */
export function readOptions(args: readonly string[]): Options {
  const values = parsed(args);
  const minutes = numberOf('minutes', values.minutes);
  const broken = breaks.find((one) => one === values.break);
  if (values.break !== undefined && broken === undefined)
    throw new Error(`--break is one of ${breaks.join(', ')}.\n${usage}`);
  return {
    ...{ minutes, broken },
    seed: Math.floor(numberOf('seed', values.seed)),
    balances:
      values.balances === undefined
        ? Math.ceil(minutes * 60 * balancesPerSecond)
        : Math.floor(numberOf('balances', values.balances)),
    json: values.json,
    calm: values.calm,
    cluster: values.cluster,
    hurried: values.hurried,
    leastHits: Math.floor(numberOf('least-hits', values['least-hits'], 0)),
    folder: values.folder,
  };
}

/** The command that tells the same stories and draws the same faults. */
export function commandOf(options: Options): string {
  const { minutes, seed, balances, broken, leastHits } = options;
  const flags = (['hurried', 'cluster', 'calm'] as const).filter((flag) => options[flag]);
  return [
    `npm run chaos -- --minutes ${String(minutes)} --seed ${String(seed)} --balances ${String(balances)}`,
    ...flags.map((flag) => `--${flag}`),
    ...(leastHits === 0 ? [] : [`--least-hits ${String(leastHits)}`]),
    ...(broken === undefined ? [] : [`--break ${broken}`]),
  ].join(' ');
}

type Parsed = Readonly<
  Record<'minutes' | 'seed' | 'folder' | 'least-hits', string> &
    Record<'json' | 'calm' | 'hurried' | 'cluster', boolean> &
    Partial<Record<'balances' | 'break', string>>
>;

function parsed(args: readonly string[]): Parsed {
  try {
    return parseArgs({
      args: [...args],
      options: {
        minutes: { type: 'string', default: '10' },
        seed: { type: 'string', default: '7' },
        balances: { type: 'string' },
        json: { type: 'boolean', default: false },
        cluster: { type: 'boolean', default: false },
        calm: { type: 'boolean', default: false },
        hurried: { type: 'boolean', default: false },
        break: { type: 'string' },
        'least-hits': { type: 'string', default: '0' },
        folder: { type: 'string', default: 'chaos' },
      },
    }).values;
  } catch (error) {
    const said = error instanceof Error ? error.message : 'unknown option';
    throw new Error(`${said}\n${usage}`, { cause: error });
  }
}

function numberOf(name: string, text: string, least = Number.MIN_VALUE): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= least))
    throw new Error(`--${name} is a number ${least === 0 ? 'from' : 'above'} 0.\n${usage}`);
  return number;
}
