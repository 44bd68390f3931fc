import { parseArgs } from 'node:util';

/** Where desks are asked. */
export type Desks = {
  /** A service's address instead of those in `.local/stack.json`. */
  readonly url: string | undefined;
  readonly token: string | undefined;
};

/** One thing that is asked of one desk, over HTTP. */
export type Asked = {
  readonly service: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
  /** Whose content is the body. */
  readonly file?: string;
};

export type DeskCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'groups' }
  | { readonly kind: 'ask'; readonly asked: Asked };

export const usage = `npm run parked                                               what is parked, by reason, in every service
npm run parked -- list <service>                             each message
npm run parked -- show <service> <id>                        one, without what it says
npm run parked -- body <service> <id>                        what it says; that you looked is written down
npm run parked -- replay <service> <id | group | --all>      lets through again
npm run parked -- edit <service> <id> --file event.json      puts another CloudEvent in its place, and lets it through
npm run parked -- discard <service> <id> --reason "…"        gives it up; what waits behind it goes on
npm run parked -- gaps <service>                             numbers that nobody has while others wait
npm run parked -- skip <service> <id> --reason "…"           lets those before this message count as passed
npm run parked -- audit <service>                            what was done, by whom
Each with --url <address> --token <token> for a service that npm start has not started; --token-file keeps the token off the command line.`;

type Words = {
  readonly all: boolean;
  readonly reason?: string;
  readonly file?: string;
  readonly url?: string;
  readonly token?: string;
  readonly 'token-file'?: string;
};

/** @throws Error with the usage */
export function readDeskOptions(
  args: readonly string[],
  readFile: (path: string) => string,
): { readonly desks: Desks; readonly command: DeskCommand } {
  const { values, positionals } = parsed(args);
  const tokenFile = values['token-file'];
  const token = values.token ?? (tokenFile === undefined ? undefined : readFile(tokenFile).trim());
  const desks = { url: values.url, token };
  const [verb, service, id] = positionals;
  if (verb === undefined) return { desks, command: { kind: 'groups' } };
  if (verb === 'help') return { desks, command: { kind: 'help' } };
  if (service === undefined) throw fault(`${verb}: name a service.`);
  const ask = verbs[verb];
  if (ask === undefined) throw fault(`There is no "${verb}".`);
  return { desks, command: { kind: 'ask', asked: { service, ...ask(id, values) } } };
}

type Ask = (id: string | undefined, words: Words) => Omit<Asked, 'service'>;

const groupForm = /^[0-9a-f]{16}$/;

const verbs: Readonly<Record<string, Ask | undefined>> = {
  list: () => ({ method: 'GET', path: '/parked' }),
  gaps: () => ({ method: 'GET', path: '/parked/gaps' }),
  audit: () => ({ method: 'GET', path: '/parked/audit' }),
  show: (id) => ({ method: 'GET', path: `/parked/${needed(id)}` }),
  body: (id) => ({ method: 'GET', path: `/parked/${needed(id)}/body` }),
  replay: (id, { all }) => replayOf(id, all),
  discard: (id, { reason }) => ({
    ...{ method: 'POST', path: `/parked/${needed(id)}/discard` },
    body: { reason: given(reason, '--reason') },
  }),
  skip: (id, { reason }) => ({
    ...{ method: 'POST', path: `/parked/gaps/${needed(id)}/skip` },
    body: { reason: given(reason, '--reason') },
  }),
  edit: (id, { file }) => ({
    ...{ method: 'PUT', path: `/parked/${needed(id)}` },
    file: given(file, '--file'),
  }),
};

function replayOf(id: string | undefined, all: boolean): Omit<Asked, 'service'> {
  if (all === (id !== undefined)) throw fault('replay: either an id, a group, or --all.');
  if (id === undefined) return { method: 'POST', path: '/parked/replay', body: { all: true } };
  return groupForm.test(id)
    ? { method: 'POST', path: '/parked/replay', body: { fingerprint: id } }
    : { method: 'POST', path: `/parked/${encodeURIComponent(id)}/replay` };
}

function needed(id: string | undefined): string {
  if (id === undefined) throw fault('Name a message by its id.');
  return encodeURIComponent(id);
}

function given(value: string | undefined, name: string): string {
  if (value === undefined) throw fault(`${name} is needed.`);
  return value;
}

function fault(text: string): Error {
  return new Error(`${text}\n${usage}`);
}

function parsed(args: readonly string[]): { readonly values: Words; positionals: string[] } {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        reason: { type: 'string' },
        file: { type: 'string' },
        url: { type: 'string' },
        token: { type: 'string' },
        'token-file': { type: 'string' },
      },
    });
  } catch (error) {
    throw fault(error instanceof Error ? error.message : 'unknown option');
  }
}
