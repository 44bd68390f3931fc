import { parseArgs } from 'node:util';
import { wayNames, type WayName } from './ways/way.js';

export type Options = {
  readonly fees: number;
  readonly rounds: number;
  readonly ways: readonly WayName[];
  readonly json: boolean;
  /** Compares ours with and without tracing and scraping, instead of with others. */
  readonly withoutObservability: boolean;
  /** Compares throughput with so many balances kept with that of `keptFew`. */
  readonly kept?: number;
  readonly keptFew: number;
  /** Moves the cut-off date behind so many. */
  readonly moved?: number;
  /** Lets so many pile up while the services stand still. */
  readonly backlog?: number;
  /** Watches the backlog, or the move beside new ones, for so long at most. */
  readonly minutes?: number;
  /** Tells where the services' CPU goes, instead of comparing. */
  readonly profile: boolean;
  /** Fees a second of the profile, instead of full load. */
  readonly pace?: number;
  /** Where the plot is written, if it is. */
  readonly plot?: string;
  /** Where the run keeps its servers, logs and results, below the repository's root. */
  readonly place: string;
};

/** @throws Error naming what can't be understood */
export function readOptions(given: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...given],
    options: {
      fees: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '3' },
      ways: { type: 'string', default: wayNames.join(',') },
      json: { type: 'boolean', default: false },
      'without-observability': { type: 'boolean', default: false },
      kept: { type: 'string' },
      'kept-few': { type: 'string', default: '10000' },
      move: { type: 'string' },
      backlog: { type: 'string' },
      profile: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      pace: { type: 'string' },
      plot: { type: 'string' },
      place: { type: 'string', default: '.local/bench' },
    },
  });
  return {
    fees: countIn('fees', values.fees),
    rounds: countIn('rounds', values.rounds),
    ways: values.ways.split(',').map(wayIn),
    json: values.json,
    withoutObservability: values['without-observability'],
    ...(values.kept !== undefined && { kept: countIn('kept', values.kept) }),
    keptFew: countIn('kept-few', values['kept-few']),
    ...(values.move !== undefined && { moved: countIn('move', values.move) }),
    ...(values.backlog !== undefined && { backlog: countIn('backlog', values.backlog) }),
    profile: values.profile,
    ...(values.minutes !== undefined && { minutes: countIn('minutes', values.minutes) }),
    ...(values.pace !== undefined && { pace: countIn('pace', values.pace) }),
    ...(values.plot !== undefined && { plot: values.plot }),
    place: values.place,
  };
}

function countIn(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} must be a whole number from 1.`);
  return Number(text);
}

function wayIn(text: string): WayName {
  const way = wayNames.find((name) => name === text);
  if (way === undefined)
    throw new Error(`--ways takes ${wayNames.join(', ')}, with commas between.`);
  return way;
}
