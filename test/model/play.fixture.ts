import type { Product } from '../../simulators/debtor-systems/index.js';
import { Agency, dateOf, kroner, type Told } from './agency.fixture.js';
import type { History } from './history.fixture.js';
import { PlainRules, type DeskStep, type Held, type PaymentStep } from './plain-rules.fixture.js';

/** What a play asks of the running services and of the debtor systems beside them: nothing but what outsiders have. */
export type Stage = {
  agree(agencyId: string, agreement: object): Promise<void>;
  moveCutOff(agencyId: string, cutOffDate: string): Promise<void>;
  publish(messages: readonly Told[]): Promise<void>;
  /** Until nothing is under way anywhere. */
  quiet(): Promise<void>;
  endpointOf(product: Product): string;
  /** None where nothing has been raised. */
  receivableIdOf(agencyId: string, feeId: string): Promise<string | undefined>;
  pay(product: Product, receivableId: string, amountKroner: string): Promise<void>;
  heldBy(product: Product): Promise<ReadonlyMap<string, Held>>;
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
  readonly agency: Agency;
  readonly rules: PlainRules;
  readonly product: Product;
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
  const players = histories.map((history, at) => aPlayer(history, firstNumber + at));
  await inTurns(players, async (player) => {
    await agree(stage, player);
  });
  await stage.quiet();
  const roundsMax = Math.max(...histories.map(({ rounds }) => rounds.length));
  for (let round = 0; round < roundsMax; round += 1) await playRound(stage, players, round);
  return differences(stage, players);
}

async function playRound(stage: Stage, players: readonly Player[], round: number): Promise<void> {
  const tell = async (messages: (player: Player) => readonly Told[]): Promise<void> => {
    await stage.publish(mixed(players.map((player) => doubled(messages(player), player.random))));
    await stage.quiet();
  };
  await tell(({ history, agency, rules }) =>
    (history.rounds[round]?.balances ?? []).map((step) => {
      rules.follow(step);
      return agency.balance(step);
    }),
  );
  await tell(({ history, agency, rules }) =>
    (history.rounds[round]?.patrons ?? []).map((step) => {
      rules.follow(step);
      return agency.patron(step);
    }),
  );
  await inTurns(players, async (player) => {
    for (const step of player.history.rounds[round]?.desk ?? []) await decide(stage, player, step);
  });
  await stage.quiet();
  await inTurns(players, async (player) => {
    for (const step of player.history.rounds[round]?.payments ?? []) await pay(stage, player, step);
  });
  await stage.quiet();
}

function aPlayer(history: History, number: number): Player {
  const { takesReplacementCpr, mode, active, cutOffDay } = history.begin;
  const products: readonly Product[] = takesReplacementCpr
    ? ['kmd-opus', 'eg']
    : ['prisme-2009', 'prisme-2015'];
  return {
    history,
    agency: new Agency(number, history),
    rules: new PlainRules(history.begin),
    product: products[number % 2] ?? 'kmd-opus',
    random: randomFrom(history.shuffle),
    cutOffDay,
    settings: { mode, active },
  };
}

async function agree(stage: Stage, player: Player): Promise<void> {
  const { agency, product, settings, cutOffDay } = player;
  await stage.agree(
    agency.agencyId,
    agency.agreement({
      active: settings.active,
      cutOffDate: dateOf(cutOffDay),
      verification: { mode: settings.mode },
      debtorSystem: { product, endpoint: stage.endpointOf(product) },
    }),
  );
}

async function decide(stage: Stage, player: Player, step: DeskStep): Promise<void> {
  const { agency, settings, rules } = player;
  if (step.what === 'cut-off') {
    if (step.day >= player.cutOffDay) return; // only back in time: forward is R05's
    player.cutOffDay = step.day;
    await stage.moveCutOff(agency.agencyId, dateOf(step.day));
  } else {
    if (step.what === 'mode') settings.mode = step.mode;
    else settings.active = step.active;
    await agree(stage, player);
  }
  rules.follow(step);
}

async function pay(stage: Stage, player: Player, step: PaymentStep): Promise<void> {
  const { agency, product, rules } = player;
  if (!rules.held().has(step.fee)) return;
  const receivableId = await stage.receivableIdOf(agency.agencyId, agency.feeId(step.fee));
  if (receivableId === undefined) return; // it shows in the end
  await stage.pay(product, receivableId, kroner(step.ore));
  rules.follow(step);
}

async function differences(
  stage: Stage,
  players: readonly Player[],
): Promise<readonly Difference[]> {
  const books = new Map<Product, ReadonlyMap<string, Held>>();
  for (const { product } of players)
    if (!books.has(product)) books.set(product, await stage.heldBy(product));
  const found: Difference[] = [];
  await inTurns(players, async ({ history, agency, rules, product }) => {
    const { agencyId } = agency;
    const wishes = rules.held();
    for (const fee of feesOf(history)) {
      const feeId = agency.feeId(fee);
      const receivableId = await stage.receivableIdOf(agencyId, feeId);
      const held = receivableId === undefined ? undefined : books.get(product)?.get(receivableId);
      const wanted = wishes.get(fee);
      if (JSON.stringify(held) !== JSON.stringify(wanted))
        found.push({ history, agencyId, feeId, wanted, held });
    }
  });
  return found;
}

function feesOf({ rounds }: History): readonly number[] {
  return rounds
    .flatMap(({ balances }) => balances)
    .flatMap((step) => (step.what === 'created' ? [step.fee] : []));
}

/** Three in ten come twice, and all in any order. */
function doubled(messages: readonly Told[], random: () => number): readonly Told[] {
  return messages
    .flatMap((message) => (random() < 0.3 ? [message, message] : [message]))
    .map((message) => ({ message, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ message }) => message);
}

/** One of each in turn, so that the agencies cross one another. */
function mixed(piles: readonly (readonly Told[])[]): readonly Told[] {
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
