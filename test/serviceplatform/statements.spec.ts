import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Municipality, Raised } from './mapper.fixture.js';
import type { Stated } from './statements.fixture.js';
import { World } from './world.fixture.js';

const giveUpMs = 5_000;
const product = 'eg';

let world: World;
let town: Municipality;

beforeAll(async () => {
  world = await World.open('context', { STATEMENT_GIVE_UP_MS: String(giveUpMs) });
});

afterEach(() => control('behave', {}));

afterAll(() => world.close());

async function control(what: string, body: object): Promise<Record<string, unknown>> {
  const url = `${world.debtorSystems.controls[product]}/control/${what}`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}

async function aTown(): Promise<Municipality> {
  town = await world.municipality(product);
  return town;
}

async function accepted(all: readonly Raised[], times = 1): Promise<void> {
  await world.eventually(() => {
    for (const { receivableId } of all)
      expect(world.ear.answersOn(receivableId)).toEqual(
        Array.from({ length: times }, () => 'accepted'),
      );
  });
}

/** Its end, and the receivables on its pages by their ids. */
async function told(statementId: string, withinMs = 20_000) {
  await world.eventually(() => world.statements.endOf(statementId) !== undefined, withinMs);
  const receivables = world.statements.receivablesIn(statementId);
  return {
    end: world.statements.endOf(statementId),
    receivables,
    of: ({ receivableId }: { readonly receivableId: string }): Stated | undefined =>
      receivables.find((one) => one.receivableId === receivableId),
  };
}

const moved = (stated: Stated | undefined): string[] =>
  (stated?.movements ?? []).map(({ type, amount }) => `${type} ${amount}`).toSorted();

describe('R53 a statement', () => {
  it('tells what moved on every receivable that the debtor system has, and then that it is complete', async () => {
    const [paid, plain, moving] = await world.mapper.raiseMany(await aTown(), 3);
    if (paid === undefined || plain === undefined || moving === undefined) throw new Error('none');
    await world.mapper.writeDown(paid, 'reduced', '30.00');
    await accepted([paid], 2);
    await accepted([plain, moving]);
    const desk = world.desk(product, town);
    const coverage = await desk.pay(paid.receivableId, '250.00', 'giro');
    await desk.reverse(coverage, '20.00');
    await desk.writeOff(plain.receivableId, '230.00');
    await world.mapper.changeDebtor(moving, '0200000000');
    await accepted([moving], 2);

    const statement = await told(await world.statements.request(town.code));

    expect(statement.end).toMatchObject({
      type: 'dk.debitorbro.statement.completed.v1',
      source: '/serviceplatform-gateway',
      data: { municipalityCode: town.code, receivables: 3 },
    });
    expect(statement.receivables).toHaveLength(3);
    expect(statement.of(paid)?.outstanding).toBe('-30.00');
    expect(moved(statement.of(paid))).toEqual([
      ...['creation 230.00', 'payment 250.00', 'payment_reduction 20.00', 'reduction 30.00'],
    ]);
    expect(statement.of(plain)).toMatchObject({ outstanding: '0.00' });
    expect(moved(statement.of(plain))).toEqual(['creation 230.00', 'write_off 230.00']);
    expect(moved(statement.of(moving))).toEqual(['creation 230.00']);
    const now = Date.now();
    for (const { registeredAt } of statement.receivables.flatMap((one) => one.movements))
      expect(now - Date.parse(registeredAt)).toBeLessThan(60_000);
    expect(world.statements.of(statement.end?.subject ?? '').map((one) => one.sequence)).toEqual([
      '1',
      '2',
    ]);
  });

  it('differs where the debtor system’s books do; R51 what is its own is not told', async () => {
    const raised = await world.mapper.raiseMany(await aTown(), 3);
    await accepted(raised);
    const [changed, forgotten, reminded] = raised.map(({ receivableId }) => receivableId);
    await control('change-amount', { receivableId: changed, amountKroner: '99.00' });
    await control('forget', { receivableId: forgotten });
    await control('remind', { receivableId: reminded, amountKroner: '100.00' });
    const there = { municipalityCvr: town.cvr, amountKroner: '7.00' };
    const invented = await control('invent', there);
    await control('invent', { ...there, bornHere: true });

    const { receivables } = await told(await world.statements.request(town.code));

    expect(receivables.map((one) => [one.receivableId, one.outstanding]).toSorted()).toEqual(
      [
        [changed, '99.00'],
        [reminded, '230.00'],
        [invented['receivableId'], '7.00'],
      ].toSorted(),
    );
  });

  it('of nothing is complete, and asked for twice it is told once', async () => {
    const code = (await aTown()).code;
    const statementId = await world.statements.request(code);
    await told(statementId);
    await world.statements.request(code, statementId);
    await told(await world.statements.request(code));

    expect(world.statements.of(statementId)).toMatchObject([
      { type: 'dk.debitorbro.statement.completed.v1', data: { receivables: 0 } },
    ]);
  });

  it('R55 waits for a debtor system that is down, and is told when it is back', async () => {
    const [raised] = await world.mapper.raiseMany(await aTown(), 1);
    if (raised === undefined) throw new Error('none');
    await accepted([raised]);
    await control('behave', { manner: 'down', municipalityCvr: town.cvr });
    const before = world.logged('A statement could not be read on').length;
    const statementId = await world.statements.request(town.code);
    await world.eventually(() => world.logged('A statement could not be read on').length > before);
    expect(world.statements.of(statementId)).toEqual([]);
    await control('behave', {});

    const statement = await told(statementId);

    expect(statement.end?.data).toMatchObject({ receivables: 1 });
    expect(moved(statement.of(raised))).toEqual(['creation 230.00']);
  });

  it('R55 of a debtor system that faults for good has failed; registrations go all the while', async () => {
    await control('behave', { manner: 'fault', service: 'query' });
    const statementId = await world.statements.request((await aTown()).code);
    const raised = await world.mapper.raiseMany(town, 3);
    await accepted(raised);
    expect(await world.lane(town)).toMatchObject({ state: 'open' });

    const { end, receivables } = await told(statementId, giveUpMs * 4);

    expect(receivables).toEqual([]);
    expect(end).toMatchObject({
      type: 'dk.debitorbro.statement.failed.v1',
      data: { reason: { code: 'statement.faulted', text: expect.stringContaining('fejl') } },
    });
  });

  it('has failed where the debtor system refuses, and where no agreement says who it is', async () => {
    await control('behave', { manner: 'reject', service: 'query' });
    const refused = await told(await world.statements.request((await aTown()).code));
    const unknown = await told(await world.statements.request('999'));

    expect(refused.end?.data['reason']).toMatchObject({ code: 'statement.refused' });
    expect(unknown.end?.data['reason']).toMatchObject({ code: 'statement.municipality-unknown' });
  });

  it('holds nothing personal, neither what is asked nor what is told', async () => {
    const raised = await world.mapper.raiseMany(await aTown(), 2);
    await accepted(raised);
    const from = world.wire.length;
    const statementId = await world.statements.request(town.code);
    await told(statementId);

    const asked = world.wire.slice(from).map(String);
    expect(asked).toHaveLength(3);
    for (const text of [...asked, JSON.stringify(world.statements.of(statementId))])
      expect(text).not.toMatch(/0100000000|Kjær|Ørkenens/);
  });
});
