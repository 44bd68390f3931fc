import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, Issuer, type Place } from '@libs/testing';
import {
  houseNames,
  openHouses,
  type House,
  type Houses,
} from '../journeys/street/houses.fixture.js';
import { operatorRoles } from '../../simulators/identity-provider/index.js';
import { problemIn } from './problem.fixture.js';
import { canary } from './town.fixture.js';

jest.setTimeout(240_000);

let place: Place;
let issuer: Issuer;
let houses: Houses;
const written: string[] = [];
const everything = { roles: [...operatorRoles], municipalities: '*' };

beforeAll(async () => {
  [place, issuer] = await Promise.all([aPlace(), Issuer.start()]);
  await issuer.addKey('of somebody else', false);
  houses = await openHouses(place, issuer.url, (line) => {
    written.push(line);
  });
});
afterAll(async () => {
  await Promise.all([...houses.values()].map((house) => house.stop()));
  await issuer.stop();
  await place.dispose();
});

type Operation = { readonly method: string; readonly path: string; readonly isOpen: boolean };

/** As the house describes itself, with something personal in every place of a path. */
async function operationsOf(house: House): Promise<Operation[]> {
  const description = await (await fetch(`${urlOf(house)}/openapi.json`)).json();
  const { paths } = description as {
    paths: Record<string, Record<string, { readonly security: readonly unknown[] }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{\w+\}/g, canary),
      isOpen: security.length === 0,
    })),
  );
}

function urlOf(house: House): string {
  return houses.get(house)?.url ?? '';
}

async function ask(
  house: House,
  { method, path }: Operation,
  authorization: string | undefined,
): Promise<Parameters<typeof problemIn>[0]> {
  const answer = await fetch(`${urlOf(house)}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
    },
    ...(method !== 'GET' && { body: '{}' }),
  });
  const { status, headers } = answer;
  return { status, type: headers.get('content-type') ?? '', text: await answer.text() };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** Claims that would open every door, in a token that nobody has signed. */
function unsigned(alg: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { iss: issuer.url, aud: 'debitorbro', sub: canary, iat: now, exp: now + 60 };
  return `${encoded({ alg, typ: 'at+jwt', kid: 'first' })}.${encoded({ ...claims, ...everything })}.`;
}

async function tampered(): Promise<string> {
  const [head = '', , signature = ''] = (await issuer.token({ claims: everything })).split('.');
  return [head, unsigned('ES256').split('.')[1], signature].join('.');
}

type Refused = readonly [what: string, code: string, token: () => Promise<string> | string];

const refused: readonly Refused[] = [
  ['none', 'no-token', () => ''],
  ['another scheme', 'no-token', () => `Basic ${Buffer.from(canary).toString('base64')}`],
  ['an empty one', 'no-token', () => 'Bearer '],
  ['no token', 'malformed', () => `Bearer ${canary}`],
  ['an endless one', 'malformed', () => `Bearer ${canary}${'x'.repeat(9_000)}`],
  ['one that nobody signed', 'wrong-algorithm', () => `Bearer ${unsigned('none')}`],
  ['one whose signature was cut off', 'bad-signature', () => `Bearer ${unsigned('ES256')}`],
  [
    'one with other claims than were signed',
    'bad-signature',
    async () => `Bearer ${await tampered()}`,
  ],
  [
    'one signed by somebody else',
    'unknown-key',
    async () => `Bearer ${await issuer.token({ claims: everything, kid: 'of somebody else' })}`,
  ],
  [
    'one that has expired',
    'expired',
    async () => `Bearer ${await issuer.token({ claims: everything, lifetime: '-1m' })}`,
  ],
  [
    'one for another audience',
    'wrong-audience',
    async () => `Bearer ${await issuer.token({ claims: { ...everything, aud: canary } })}`,
  ],
  [
    'one of another issuer',
    'wrong-issuer',
    async () =>
      `Bearer ${await issuer.token({ claims: { ...everything, iss: `http://${canary}` } })}`,
  ],
  [
    'one for another purpose',
    'wrong-type',
    async () => `Bearer ${await issuer.token({ claims: everything, header: { typ: 'JWT' } })}`,
  ],
];

describe('whoever calls', () => {
  it.each(refused)('with %s is turned away at every closed door (%s)', async (_, code, token) => {
    const authorization = await token();
    for (const house of houseNames) {
      const closed = (await operationsOf(house)).filter(({ isOpen }) => !isOpen);
      for (const operation of closed) {
        const answer = await ask(
          house,
          operation,
          authorization === '' ? undefined : authorization,
        );
        expect([operation, problemIn(answer)]).toEqual([
          operation,
          { status: 401, code: `access.${code}`, fields: [] },
        ]);
      }
    }
  });

  it('with a good token that grants nothing may do nothing', async () => {
    const claims = { sub: canary, roles: ['things:read'], municipalities: '*' };
    const authorization = `Bearer ${await issuer.token({ claims })}`;
    for (const house of houseNames)
      for (const operation of (await operationsOf(house)).filter(({ isOpen }) => !isOpen))
        expect([operation, problemIn(await ask(house, operation, authorization))]).toEqual([
          operation,
          { status: 403, code: 'access.missing-role', fields: [] },
        ]);
  });

  it('with a good token is let in: nobody is harmed', async () => {
    const authorization = `Bearer ${await issuer.token({ claims: everything })}`;
    let doors = 0;
    for (const house of houseNames)
      for (const operation of (await operationsOf(house)).filter(({ isOpen }) => !isOpen)) {
        const { status } = await ask(house, operation, authorization);
        expect([operation, [200, 404, 422]]).toEqual([operation, expect.arrayContaining([status])]);
        doors += 1;
      }
    expect(doors).toBeGreaterThan(10);
  });

  it('finds few doors open to everybody', async () => {
    const open = await Promise.all(
      houseNames.map(async (house) => (await operationsOf(house)).filter(({ isOpen }) => isOpen)),
    );
    const paths = new Set(open.flat().map(({ path }) => path.replace(/\/(1|\w*XY9)$/, '')));
    expect([...paths].sort()).toEqual([
      '/DaekningAfskrivningRegistreringAfsend',
      '/health/live',
      '/health/ready',
      '/metrics',
      '/openapi.json',
    ]);
  });

  it('is not named in what the houses write', () => {
    expect(written.filter((line) => line.includes('A request was denied')).length).toBeGreaterThan(
      50,
    );
    expect(written.filter((line) => line.includes(canary))).toEqual([]);
  });
});
