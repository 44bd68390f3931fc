import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { LibraryBook, OwnEvent } from '../book/library-book.js';
import { outgoing } from '../broker/outgoing.js';
import type { Publisher } from '../broker/publisher.js';

export type PlayWish = { readonly file: string; readonly ratePerSecond?: number };

/** Pauses shorter than this cost more than they are worth. */
const pauseMsMin = 5;

/** Understands saying things: each event is noted in the book, then published; a file line by line, at a pace if wished. */
export class Player {
  private isStopped = false;
  playing = false;
  /** Why the last play ended early. */
  failure: string | undefined;

  constructor(
    private readonly book: LibraryBook,
    private readonly publisher: Publisher,
  ) {}

  /** Plays a file; never rejects: what goes wrong is told by `failure`. */
  async play(wish: PlayWish): Promise<void> {
    this.playing = true;
    this.failure = undefined;
    try {
      await this.playLines(wish);
      await this.publisher.settled();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.playing = false;
    }
  }

  /** Publishes events and waits until the broker has them. */
  async publish(events: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    for (const event of events) await this.say(event, Buffer.from(JSON.stringify(event)));
    await this.publisher.settled();
  }

  stop(): void {
    this.isStopped = true;
  }

  private async playLines({ file, ratePerSecond }: PlayWish): Promise<void> {
    const input = createReadStream(file, 'utf8');
    const startedAt = performance.now();
    let [lineNumber, said] = [0, 0];
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      lineNumber += 1;
      if (this.isStopped) break;
      if (line.trim() === '') continue;
      await this.say(eventIn(line, `${file}, line ${String(lineNumber)}`), Buffer.from(line));
      said += 1;
      if (ratePerSecond !== undefined) await pauseUntil(startedAt + (said * 1_000) / ratePerSecond);
    }
  }

  private async say(event: Readonly<Record<string, unknown>>, body: Buffer): Promise<void> {
    if (isReadable(event)) this.book.say(event);
    await this.publisher.publish(outgoing(event, body));
  }
}

/** @throws Error naming the line; its text is not quoted, since it may be personal */
function eventIn(line: string, where: string): Readonly<Record<string, unknown>> {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event === 'object' && event !== null) return event as Record<string, unknown>;
  } catch {
    // told below, without quoting the line
  }
  throw new Error(`${where}: one CloudEvent a line is expected, as a JSON object.`);
}

/** Whether the book can make something of it; what it can't is published all the same. */
function isReadable(event: Readonly<Record<string, unknown>>): event is OwnEvent {
  const { id, type, sequence, data } = event;
  return (
    [id, type, sequence].every((text) => typeof text === 'string') &&
    typeof data === 'object' &&
    data !== null
  );
}

async function pauseUntil(due: number): Promise<void> {
  const ms = due - performance.now();
  if (ms >= pauseMsMin) await pause(ms);
}
