import { inventedCvr } from '../../simulators/library/day/people/company-numbers.js';
import type { Agency } from '../journeys/street/agency.fixture.js';
import type { AgreementVaried, Product } from '../journeys/street/agreement.fixture.js';
import type { LibraryEvent } from '../journeys/street/events.fixture.js';
import type { HttpAnswer } from '../journeys/street/http.fixture.js';
import type { History } from './history.fixture.js';
import { PlainRules, type DeskStep, type Held, type PaymentStep } from './plain-rules.fixture.js';
import { Teller, dateOf, kroner } from './teller.fixture.js';

/** What a play asks of the running services and of the debtor systems beside them: nothing but what outsiders have. */
export type Stage = {
  agency(agencyId: string, varied: AgreementVaried): Agency;
  publish(events: readonly LibraryEvent[]): Promise<void>;
  /** Until nothing is under way anywhere. */
  quiet(): Promise<void>;
  /** None where nothing has been raised. */
  receivableIdOf(agency: Agency, feeId: string): Promise<string | undefined>;
  pay(agency: Agency, receivableId: string, amountKroner: string): Promise<void>;
};

/** One history that came out otherwise than the plain rules say. */
export type Difference = {
  readonly history: History;
  readonly agencyId: string;
  readonly feeId: string;
  readonly wanted: Held | undefined;
  readonly held: Held | undefined;
};

type Player = {
  readonly history: History;
  readonly teller: Teller;
  readonly rules: PlainRules;
  readonly random: () => number;
  cutOffDay: number;
  settings: { mode: 'none' | 'manual'; active: boolean };
};

/**
 * Plays histories side by side, each at an agency of its own, and tells which of them left other sums at the debtor systems than
 * the plain rules. Between balances, patrons, the desk and payments it waits for quiet: what crosses on its way may be decided
 * either way. Within each, messages come doubled and in any order.
 * @param firstNumber of the agencies; no number may be used twice on one stage
 */
export async function play(
  stage: Stage,
  histories: readonly History[],
  firstNumber: number,
): Promise<readonly Difference[]> {
  const players = histories.map((history, at) => aPlayer(stage, history, firstNumber + at));
  await inTurns(players, async (player) => {
    await agree(player);
  });
  await stage.quiet();
  const roundsMax = Math.max(...histories.map(({ rounds }) => rounds.length));
  for (let round = 0; round < roundsMax; round += 1) await playRound(stage, players, round);
  return differences(stage, players);
}

async function playRound(stage: Stage, players: readonly Player[], round: number): Promise<void> {
  const tell = async (messages: (player: Player) => readonly LibraryEvent[]): Promise<void> => {
    await stage.publish(mixed(players.map((player) => doubled(messages(player), player.random))));
    await stage.quiet();
  };
  await tell(({ history, teller, rules }) =>
    (history.rounds[round]?.balances ?? []).map((step) => {
      rules.follow(step);
      return teller.ofBalance(step);
    }),
  );
  await tell(({ history, teller, rules }) =>
    (history.rounds[round]?.patrons ?? []).map((step) => {
      rules.follow(step);
      return teller.ofPatron(step);
    }),
  );
  await inTurns(players, async (player) => {
    for (const step of player.history.rounds[round]?.desk ?? []) await decide(player, step);
  });
  await stage.quiet();
  await inTurns(players, async (player) => {
    for (const step of player.history.rounds[round]?.payments ?? []) await pay(stage, player, step);
  });
  await stage.quiet();
}

/** Ten agencies share a municipality. */
function aPlayer(stage: Stage, history: History, number: number): Player {
  const { takesReplacementCpr, mode, active, cutOffDay, patrons } = history.begin;
  const products: readonly Product[] = takesReplacementCpr
    ? ['kmd-opus', 'eg']
    : ['prisme-2009', 'prisme-2015'];
  const municipality = Math.floor(number / 10);
  const agencyId = `DK-7${String(101 + municipality)}${String(number % 10).padStart(2, '0')}`;
  const agency = stage.agency(agencyId, {
    municipalityCvr: inventedCvr(municipality),
    product: products[number % 2] ?? 'kmd-opus',
  });
  return {
    history,
    teller: new Teller(agency, number, patrons),
    rules: new PlainRules(history.begin),
    random: randomFrom(history.shuffle),
    cutOffDay,
    settings: { mode, active },
  };
}

async function agree({ teller, settings, cutOffDay }: Player): Promise<void> {
  const { mode, active } = settings;
  const cutOffDate = dateOf(cutOffDay);
  taken(await teller.agency.put({ active, cutOffDate, verification: { mode } }));
}

function taken({ status, body }: HttpAnswer): void {
  if (status !== 200) throw new Error(`The desk was refused: ${JSON.stringify(body)}`);
}

async function decide(player: Player, step: DeskStep): Promise<void> {
  const { teller, settings, rules } = player;
  if (step.what === 'cut-off') {
    if (step.day >= player.cutOffDay) return; // only back in time: forward is R05's
    player.cutOffDay = step.day;
    taken(await teller.agency.moveCutOff(dateOf(step.day)));
  } else {
    if (step.what === 'mode') settings.mode = step.mode;
    else settings.active = step.active;
    await agree(player);
  }
  rules.follow(step);
}

async function pay(stage: Stage, player: Player, step: PaymentStep): Promise<void> {
  const { teller, rules } = player;
  if (!rules.held().has(step.fee)) return;
  const receivableId = await stage.receivableIdOf(teller.agency, teller.feeId(step.fee));
  if (receivableId === undefined) return; // it shows in the end
  await stage.pay(teller.agency, receivableId, kroner(step.ore));
  rules.follow(step);
}

async function differences(
  stage: Stage,
  players: readonly Player[],
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  await inTurns(players, async ({ history, teller, rules }) => {
    const { agency } = teller;
    const books = await booksOf(agency);
    const wishes = rules.held();
    for (const fee of feesOf(history)) {
      const feeId = teller.feeId(fee);
      const receivableId = await stage.receivableIdOf(agency, feeId);
      const held = receivableId === undefined ? undefined : books.get(receivableId);
      const wanted = wishes.get(fee);
      if (JSON.stringify(held) !== JSON.stringify(wanted))
        found.push({ history, agencyId: agency.agencyId, feeId, wanted, held });
    }
  });
  return found;
}

/** What the debtor system holds of the agency's municipality. */
async function booksOf({ desk }: Agency): Promise<ReadonlyMap<string, Held>> {
  const receivables = await desk.receivables();
  return new Map(
    receivables.map(({ receivableId, sums: { chargedOre, writtenDownOre, coveredOre } }) => [
      receivableId,
      { chargedOre, writtenDownOre, coveredOre },
    ]),
  );
}

function feesOf({ rounds }: History): readonly number[] {
  return rounds
    .flatMap(({ balances }) => balances)
    .flatMap((step) => (step.what === 'created' ? [step.fee] : []));
}

/** Three in ten come twice, and all in any order. */
function doubled(messages: readonly LibraryEvent[], random: () => number): readonly LibraryEvent[] {
  return messages
    .flatMap((message) => (random() < 0.3 ? [message, message] : [message]))
    .map((message) => ({ message, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ message }) => message);
}

/** One of each in turn, so that the agencies cross one another. */
function mixed(piles: readonly (readonly LibraryEvent[])[]): readonly LibraryEvent[] {
  const longest = Math.max(0, ...piles.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => at).flatMap((at) =>
    piles.flatMap((pile) => pile.slice(at, at + 1)),
  );
}

/** Some at a time, as a few desks would. */
async function inTurns<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

/** Numbers from 0 to 1, the same for the same seed (a 32-bit xorshift). */
function randomFrom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
