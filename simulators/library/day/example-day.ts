import { agenciesOf, type Agency, type Agreement } from './agencies.js';
import type { Day } from './chance/calendar.js';
import { Dice } from './chance/dice.js';
import { Desk, type Said } from './desk.js';
import { disordered, type Heard } from './disorder.js';
import type { Envelope } from './events.js';
import { Office } from './office.js';
import { Post } from './post.js';
import { catalogue } from './stories/catalogue.js';
import { plainFee } from './stories/fees.js';
import type { Story } from './stories/story.js';

export type DayWish = {
  readonly seed: number;
  /** Lines in all, repeated messages among them. */
  readonly events: number;
  readonly day: Day;
};

export type ExampleDay = {
  /** In the order in which they come through. */
  readonly events: readonly Envelope[];
  readonly agreements: readonly Agreement[];
};

/** Shares of all lines. */
const repeated = 0.012;

/**
 * Makes up a day of balance events: mostly fees of adults, then everything else that can show in a day. The same wish gives
 * the same day on every machine.
 * @throws RangeError when there is no room for each story once
 */
export function exampleDay({ seed, events, day }: DayWish): ExampleDay {
  const agencies = agenciesOf(day);
  const office = new Office(day);
  const repeats = Math.round(events * repeated);
  const special = catalogue.flatMap((story) => tellings(story, { seed, events, agencies, office }));
  const room = events - repeats - special.length;
  if (room < 0)
    throw new RangeError(
      `A day of every story needs at least ${String(special.length + repeats)} events.`,
    );
  const plain = Array.from({ length: room }, (_, turn) =>
    tell(plainFee, { turn, seed, agencies, office }),
  ).flat();
  const heard = inEnvelopes([...special, ...plain], office);
  return {
    events: disordered(heard, repeats, Dice.for(seed, 'disorder')),
    agreements: agencies.flatMap(({ agreement }) => agreement ?? []),
  };
}

type Telling = {
  readonly seed: number;
  readonly agencies: readonly Agency[];
  readonly office: Office;
};

function tellings(
  story: Story,
  { events, ...telling }: Telling & { readonly events: number },
): Said[] {
  const times = Math.max(1, Math.round((story.perThousand * events) / 1000));
  return Array.from({ length: times }, (_, turn) => tell(story, { ...telling, turn })).flat();
}

/** Agencies take turns; each telling has dice of its own. */
function tell(
  story: Story,
  { turn, seed, agencies, office }: Telling & { readonly turn: number },
): readonly Said[] {
  const where = agencies.filter((agency) => story.where(agency));
  const agency = where[turn % where.length];
  if (agency === undefined) throw new RangeError(`There is no agency for "${story.name}".`);
  return story.tell(new Desk(agency, Dice.for(seed, `${story.name} ${String(turn)}`), office));
}

function inEnvelopes(said: readonly Said[], office: Office): Heard[] {
  const post = new Post(office);
  return said
    .toSorted((one, other) => one.at - other.at)
    .map((each) => ({ at: each.heardAt ?? each.at, envelope: post.put(each) }));
}
