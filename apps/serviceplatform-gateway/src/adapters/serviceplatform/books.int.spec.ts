import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { soapContentType } from '@libs/soap';
import { products } from '../../../../../simulators/debtor-systems/index.js';
import { OtherEnd } from './other-end.fixture.js';
import { aRegistration, aWriteDown } from './registration.fixture.js';

let other: OtherEnd;

beforeAll(async () => {
  other = await OtherEnd.start();
});

afterEach(() => other.calm());

afterAll(() => other.stop());

const all = { after: undefined, itemsMax: 999 };

describe('R53 a debtor system is asked what it has', () => {
  it.each(products)('%s tells what was registered with it', async (product) => {
    const lane = other.lane(product);
    const request = aRegistration();
    const receivableId = request.charge?.receivableId ?? '';
    await other.gateway.register(request, lane);
    await other.gateway.register(aWriteDown(request, 'reduction', 3_000), lane);
    await other.tell(product, 'pay', { receivableId, amountKroner: '100.00' });

    await expect(other.gateway.accounts(all, lane)).resolves.toEqual({
      kind: 'told',
      told: { accountIds: [request.accountId], mark: undefined },
    });
    await expect(other.gateway.account(request.accountId, all, lane)).resolves.toMatchObject({
      told: {
        mark: undefined,
        receivables: [
          {
            ...{ receivableId, outstandingOre: 10_000 },
            movements: [{ kind: 'charge' }, { kind: 'reduction' }, { kind: 'coverage' }],
          },
        ],
      },
    });
  });

  it('an answer that is larger than we read is told as such, and a part of it can be read', async () => {
    const lane = other.lane('eg');
    const accountId = crypto.randomUUID();
    for (let nth = 0; nth < 300; nth += 1)
      await other.tell('eg', 'invent', {
        ...{ accountId, municipalityCvr: lane.municipalityCvr, amountKroner: '1.00' },
      });

    await expect(other.gateway.account(accountId, all, lane)).resolves.toMatchObject({
      ...{ kind: 'no-answer', why: 'too-large' },
    });
    const told: string[] = [];
    let after: string | undefined;
    do {
      const part = await other.gateway.account(accountId, { after, itemsMax: 99 }, lane);
      if (part.kind !== 'told') throw new Error(part.kind);
      told.push(...part.told.receivables.map(({ receivableId }) => receivableId));
      after = part.told.mark;
    } while (after !== undefined);
    expect([told.length, new Set(told).size]).toEqual([300, 300]);
  });

  it.each([
    ['fault', { kind: 'fault', whose: 'receiver', code: 'SIM-500' }],
    ['slow', { kind: 'no-answer', why: 'timeout' }],
    ['drop-after-commit', { kind: 'no-answer', why: 'connection' }],
    ['down', { kind: 'no-answer', why: 'connection' }],
    ['reject', { kind: 'rejected', why: 'other' }],
  ])('R55 told to %s, it is told apart', async (manner, outcome) => {
    await other.tell('eg', 'behave', { manner, service: 'query', slowMs: 5_000 });

    await expect(other.gateway.accounts(all, other.lane('eg'))).resolves.toMatchObject(outcome);
  });

  it('what is no answer to the question is none', async () => {
    const strange = await other.stranger((_request, response) =>
      response.writeHead(200, { 'content-type': soapContentType() }).end('<x/>'),
    );

    await expect(other.gateway.accounts(all, strange)).resolves.toMatchObject({
      ...{ kind: 'no-answer', why: 'unreadable' },
    });
  });
});
