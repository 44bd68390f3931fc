import { parseArgs } from 'node:util';

export type Options = {
  /** Stops after the summary. */
  readonly exit: boolean;
  /** The day that is played: the example day, a file of one's own, or none. */
  readonly day:
    | { readonly kind: 'example' }
    | { readonly kind: 'file'; readonly file: string }
    | { readonly kind: 'none' };
};

export const usage = `npm start                            everything, with the example day; stays up until Ctrl-C
npm start -- --exit                  stops after the summary; exit code 0 only if everything added up
npm start -- --replay FILE.ndjson    plays your own balance events (one CloudEvent a line) instead of the example day
npm start -- --empty                 plays nothing`;

/** @throws Error with the usage */
export function readOptions(args: readonly string[]): Options {
  const { exit, replay, empty } = parsed(args);
  if (replay !== undefined && empty) throw new Error(`Either --replay or --empty.\n${usage}`);
  if (replay !== undefined) return { exit, day: { kind: 'file', file: replay } };
  return { exit, day: { kind: empty ? 'none' : 'example' } };
}

function parsed(args: readonly string[]): {
  readonly exit: boolean;
  readonly replay?: string;
  readonly empty: boolean;
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        exit: { type: 'boolean', default: false },
        replay: { type: 'string' },
        empty: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : 'unknown option'}\n${usage}`, {
      cause: error,
    });
  }
}
