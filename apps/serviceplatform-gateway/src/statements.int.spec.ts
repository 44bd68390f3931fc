import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startService, type RunningService } from '@libs/host';
import { Database } from '@libs/persistence';
import { aPlace, eventually, type Place } from '@libs/testing';
import { connect, type ChannelModel } from 'amqplib';
import {
  type DebtorSystems,
  startDebtorSystems,
} from '../../../simulators/debtor-systems/index.js';
import { Mapper, type Municipality } from '../../../test/serviceplatform/mapper.fixture.js';
import { Statements } from '../../../test/serviceplatform/statements.fixture.js';
import { RecordParts } from './handlers/record-parts.js';
import { DebtorSystem } from './ports/debtor-system.js';
import { ServiceplatformGatewayModule } from './serviceplatform-gateway.module.js';
import { ServiceplatformGatewaySettings } from './serviceplatform-gateway.settings.js';

jest.setTimeout(240_000);

const host = '127.0.0.1';
const uuid = '6a1f0f5e-0000-4000-8000-000000000001';
const mapper = new Mapper();

let place: Place;
let debtorSystems: DebtorSystems;
let broker: ChannelModel;
let statements: Statements;
const running: RunningService[] = [];

beforeAll(async () => {
  [place, debtorSystems] = await Promise.all([aPlace(), startDebtorSystems({ host })]);
  broker = await connect(place.amqpUrl);
  await aReplica();
  await mapper.connect(broker);
  statements = await Statements.listen(broker);
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const replica of running.splice(1)) await replica.stop();
});

afterAll(async () => {
  for (const replica of running) await replica.stop();
  await broker.close();
  await debtorSystems.stop();
  await place.dispose();
});

/** One more gateway on the same database and broker. */
async function aReplica(): Promise<RunningService> {
  const replica = await startService({
    name: 'serviceplatform-gateway',
    module: ServiceplatformGatewayModule,
    settings: ServiceplatformGatewaySettings,
    env: {
      ...{ HTTP_HOST: host, AMQP_URL: place.amqpUrl },
      DATABASE_URL: await place.databaseUrl('gateway'),
      ...{ SEALING_KEYS: mapper.keys, HASH_KEYS: mapper.keys },
      ...{ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_AUDIENCE: 'debitorbro' },
      ...{ SP_SERVICE_AGREEMENT_UUID: uuid, SP_USER_SYSTEM_UUID: uuid, SP_USER_UUID: uuid },
    },
    writeLog: () => undefined,
  });
  running.push(replica);
  return replica;
}

function first(): RunningService {
  const [replica] = running;
  if (replica === undefined) throw new Error('nothing runs');
  return replica;
}

/** A municipality whose debtor system has so many receivables of ours, each on an account of its own. */
async function aTown(receivables: number): Promise<Municipality> {
  const town = await mapper.municipality('eg', debtorSystems.urls.eg);
  for (let nth = 0; nth < receivables; nth += 1) await invent(town, {});
  return town;
}

async function invent({ cvr: municipalityCvr }: Municipality, what: object): Promise<void> {
  await fetch(`${debtorSystems.controls.eg}/control/invent`, {
    method: 'POST',
    body: JSON.stringify({ municipalityCvr, amountKroner: '230.00', ...what }),
  });
}

/** Where a replica's questions for accounts began; `before` may hold one up. */
function questionsOf(
  replica: RunningService,
  before: (after: string | undefined) => Promise<void> = () => Promise.resolve(),
): (string | undefined)[] {
  const asked: (string | undefined)[] = [];
  const system = replica.app.get<DebtorSystem>(DebtorSystem);
  const ask = system.accounts.bind(system);
  jest.spyOn(system, 'accounts').mockImplementation(async (part, lane) => {
    asked.push(part.after);
    await before(part.after);
    return ask(part, lane);
  });
  return asked;
}

function ended(statementId: string): Promise<void> {
  return eventually(
    () => {
      expect(statements.endOf(statementId)).toBeDefined();
    },
    { withinMs: 20_000 },
  );
}

/** A receivable of the first page, once that is heard: the next part may be asked for before. */
function firstHeardOf(statementId: string): Promise<string> {
  return eventually(() => {
    const [one] = statements.receivablesIn(statementId);
    if (one === undefined) throw new Error('No page has been heard yet.');
    return one.receivableId;
  });
}

function isToldOnce(statementId: string, count: number): void {
  const ids = statements.receivablesIn(statementId).map(({ receivableId }) => receivableId);
  expect([ids.length, new Set(ids).size]).toEqual([count, count]);
  const told = statements.of(statementId);
  expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, at) => String(at + 1)));
  expect(told.at(-1)).toMatchObject({
    ...{ type: 'dk.debitorbro.statement.completed.v1', data: { receivables: count } },
  });
}

describe('R53 a statement', () => {
  it('R55 whose reader is gone between two parts is read on by another, from where it was', async () => {
    const town = await aTown(250);
    const gone = Promise.withResolvers<undefined>();
    questionsOf(first(), (after) => (after === undefined ? Promise.resolve() : gone.promise));
    const statementId = await statements.request(town.code);
    await eventually(() => {
      expect(statements.receivablesIn(statementId)).toHaveLength(100);
    });

    const other = await aReplica();
    const asked = questionsOf(other);
    const database = other.app.get(Database);
    await eventually(async () => {
      const [row] = await database.query(
        'SELECT after FROM statement WHERE lease_token IS NOT NULL',
      );
      expect(row).toMatchObject({ after: expect.any(String) });
    });
    expect(asked).toEqual([]);
    await database.query(`UPDATE statement SET lease_until = now()`); // the time of its reader is up
    await ended(statementId);

    expect(asked).toHaveLength(2);
    expect(asked).not.toContain(undefined);
    isToldOnce(statementId, 250);

    const recorded = jest.spyOn(first().app.get(RecordParts), 'decide');
    gone.resolve(undefined);
    await eventually(() => {
      expect(recorded).toHaveReturnedWith({});
    });
    isToldOnce(statementId, 250);
  });

  it('is read once by two replicas, and many side by side', async () => {
    const other = await aReplica();
    const asked = [first(), other].map((replica) => questionsOf(replica));
    const towns = await Promise.all([150, 101, 100, 0].map((count) => aTown(count)));
    const ids = await Promise.all(towns.map(({ code }) => statements.request(code)));
    await Promise.all(ids.map(ended));

    ids.forEach((id, at) => {
      isToldOnce(id, [150, 101, 100, 0][at] ?? 0);
    });
    expect(asked.flat()).toHaveLength(2 + 2 + 1 + 1);
  });

  it('R31 tells once of a receivable that was moved, while it was read, to an account further on', async () => {
    const town = await aTown(120);
    let moved: string | undefined;
    questionsOf(first(), async (after) => {
      if (after === undefined || moved !== undefined) return;
      moved = await firstHeardOf(statementId);
      await invent(town, {
        ...{ receivableId: moved, accountId: 'ffffffff-ffff-4fff-bfff-ffffffffffff' },
      });
    });
    const statementId: string = crypto.randomUUID();
    await statements.request(town.code, statementId);
    await ended(statementId);

    expect(moved).toBeDefined();
    isToldOnce(statementId, 120);
    const database = first().app.get(Database);
    expect(await database.query('SELECT FROM statement_receivable')).toEqual([]);
  });

  it('R31 tells of a receivable that was moved, while it was read, to an account that had been read', async () => {
    const town = await aTown(120);
    const raised = await mapper.raise(town, { accountId: 'ffffffff-ffff-4fff-bfff-ffffffffffff' });
    const database = first().app.get(Database);
    const accepted = (message: string): Promise<void> =>
      eventually(async () => {
        expect(
          await database.query(
            `SELECT state FROM delivery WHERE receivable_id = $1 AND message = $2`,
            [raised.receivableId, message],
          ),
        ).toEqual([{ state: 'accepted' }]);
      });
    await accepted('charge');
    const asked = questionsOf(first(), async () => {
      if (asked.length !== 2) return;
      await mapper.changeDebtor(raised, '0200000000', '00000000-0000-4000-8000-000000000001');
      await accepted('debtor-change');
    });
    const statementId = await statements.request(town.code);
    await ended(statementId);

    isToldOnce(statementId, 121);
    const ids = statements.receivablesIn(statementId).map(({ receivableId }) => receivableId);
    expect(ids).toContain(raised.receivableId);
    expect(asked).toHaveLength(4);
  });

  it('asked for by somebody else too is the same one', async () => {
    const town = await aTown(1);
    const statementId = await statements.request(town.code);
    await ended(statementId);
    const asked = questionsOf(first());
    await statements.request(town.code, statementId, '/another');
    await ended(await statements.request(town.code));

    expect(asked).toHaveLength(1);
    isToldOnce(statementId, 1);
  });
});
