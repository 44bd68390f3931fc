import { LibraryBook } from './book/library-book.js';
import { Listener } from './broker/listener.js';
import { Publisher } from './broker/publisher.js';
import { control } from './control/controls.js';
import { Player } from './control/player.js';
import { serve } from './control/server.js';

export { agenciesOf, type Agency, type Agreement } from './day/agencies.js';
export { exampleDay, type DayWish, type ExampleDay } from './day/example-day.js';
export type { Envelope } from './day/events.js';
export {
  expectedTally,
  type AgencyTally,
  type ExpectationWish,
  type Tally,
} from './day/expectation/expect.js';
export { exampleDayDate, feesOnly, type FeesWish } from './day/fees-only.js';

export type Library = { readonly url: string; stop(): Promise<void> };

export type LibraryOptions = {
  readonly host: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly amqpUrl: string;
};

/**
 * Starts the library backend: it publishes the events it is given, hears what becomes of them, and tells both over HTTP.
 * @throws what the broker says the first time; later it is waited for
 */
export async function startLibrary({ host, port = 0, amqpUrl }: LibraryOptions): Promise<Library> {
  const book = new LibraryBook();
  const publisher = new Publisher(amqpUrl);
  const listener = new Listener(amqpUrl, (update) => {
    book.hear(update);
  });
  const player = new Player(book, publisher);
  const backend = { book, player, publisher, listener };
  const hangUp = (): Promise<unknown> => Promise.all([listener.close(), publisher.close()]);
  try {
    await publisher.open();
    await listener.open();
    const server = await serve((asked) => control(backend, asked), host, port);
    return {
      url: server.url,
      stop: async () => {
        player.stop();
        await Promise.all([server.stop(), hangUp()]);
      },
    };
  } catch (error) {
    await hangUp();
    throw error;
  }
}
