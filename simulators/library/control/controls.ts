import { access } from 'node:fs/promises';
import type { LibraryBook } from '../book/library-book.js';
import type { Listener } from '../broker/listener.js';
import type { Publisher } from '../broker/publisher.js';
import type { Player, PlayWish } from './player.js';

export type Asked = { readonly method: string; readonly path: string; readonly body: string };
export type Answer = { readonly status: number; readonly json: object };

type Backend = {
  readonly book: LibraryBook;
  readonly player: Player;
  readonly publisher: Publisher;
  readonly listener: Listener;
};

const balancePath = /^\/balances\/([^/]+)\/([^/]+)$/;

/** What can be asked of the library backend over HTTP; see README.md. */
export async function control(backend: Backend, { method, path, body }: Asked): Promise<Answer> {
  const balance = balancePath.exec(path);
  if (method === 'GET' && balance !== null)
    return viewed(backend, decoded(balance[1]), decoded(balance[2]));
  switch (`${method} ${path}`) {
    case 'GET /control/summary':
      return { status: 200, json: summary(backend) };
    case 'POST /control/play':
      return play(backend, jsonIn(body));
    case 'POST /control/publish':
      return publish(backend, jsonIn(body));
    default:
      return problem(404, 'There is nothing under this path.');
  }
}

export function problem(status: number, title: string): Answer {
  return { status, json: { title, status } };
}

function summary({ book, player, publisher, listener }: Backend): object {
  const { playing, failure } = player;
  const { returned, count: events } = publisher;
  const { unreadable } = listener;
  const { published, ...heard } = book.summary();
  return {
    playing,
    ...(failure !== undefined && { failure }),
    published: { ...published, events },
    ...heard,
    returned,
    unreadable,
  };
}

function viewed({ book }: Backend, agencyId: string, feeId: string): Answer {
  const json = book.view(agencyId, feeId);
  return json === undefined
    ? problem(404, 'The library knows no such balance.')
    : { status: 200, json };
}

async function play({ player }: Backend, wish: unknown): Promise<Answer> {
  if (!isPlayWish(wish))
    return problem(422, '"file" must be a path, "ratePerSecond" a number above 0.');
  if (player.playing) return problem(409, 'A file is being played already.');
  player.playing = true; // before anything else can ask
  try {
    await access(wish.file);
  } catch {
    player.playing = false;
    return problem(422, `${wish.file} can't be read.`);
  }
  void player.play(wish);
  return { status: 202, json: { playing: true } };
}

async function publish({ player }: Backend, events: unknown): Promise<Answer> {
  if (!isList(events)) return problem(422, 'A list of CloudEvents is expected.');
  await player.publish(events);
  return { status: 200, json: { published: events.length } };
}

function isPlayWish(wish: unknown): wish is PlayWish {
  if (typeof wish !== 'object' || wish === null) return false;
  const { file, ratePerSecond } = wish as Record<string, unknown>;
  return (
    typeof file === 'string' &&
    (ratePerSecond === undefined || (typeof ratePerSecond === 'number' && ratePerSecond > 0))
  );
}

function isList(events: unknown): events is readonly Readonly<Record<string, unknown>>[] {
  return (
    Array.isArray(events) &&
    events.every((event) => typeof event === 'object' && event !== null && !Array.isArray(event))
  );
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function decoded(part = ''): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
