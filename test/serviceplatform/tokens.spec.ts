import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TokenGatekeeper } from '../../simulators/debtor-systems/index.js';
import { entityId, queryEntityId, World } from './world.fixture.js';

let world: World;
const lifetimeMs = 60 * 60 * 1_000;

beforeAll(async () => {
  world = await World.open('token', { SP_TIMEOUT_MS: '10000' });
});

afterEach(() => {
  world.tokens.away = false;
  world.tokens.service.lifetimeMs = lifetimeMs;
});

afterAll(() => world.close());

const issuedFor = (cvr: string): number =>
  world.tokens.service.issued.filter((one) => one === cvr).length;

const accepted = (receivableIds: readonly string[]): Promise<void> =>
  world.eventually(() => {
    expect(receivableIds.map((id) => world.ear.answersOn(id))).toEqual(
      receivableIds.map(() => ['accepted']),
    );
  });

describe('the token model, to a platform that looks at everything', () => {
  it('lets a municipality in with a token of its own, asked for once however many wait', async () => {
    const [one, other] = [await world.municipality('kmd-opus'), await world.municipality('eg')];
    const raised = [
      ...(await world.mapper.raiseMany(one, 30)),
      ...(await world.mapper.raiseMany(other, 10)),
    ];

    await accepted(raised.map(({ receivableId }) => receivableId));
    expect([issuedFor(one.cvr), issuedFor(other.cvr)]).toEqual([1, 1]);
    expect(world.gatekeeper.refused).toBe(0);
  });

  it('shows the contexts beside the token, for this municipality', async () => {
    const town = await world.municipality('prisme-2015');
    const raised = await world.mapper.raise(town);
    await accepted([raised.receivableId]);

    const sent = world.wire.map(String).find((text) => text.includes(raised.receivableId)) ?? '';
    expect(sent).toContain(`<ac:MunicipalityCVR>${town.cvr}</ac:MunicipalityCVR>`);
    expect(sent).toContain('<cc:CallersServiceCallIdentifier>');
    expect(sent).toContain(`<saml:Audience>${entityId}</saml:Audience>`);
    expect(sent).not.toContain('InvocationContext>');
  });

  it('renews a token that the platform refuses, once, and nobody notices', async () => {
    const town = await world.municipality('eg');
    const first = await world.mapper.raise(town);
    await accepted([first.receivableId]);
    const { gatekeeper } = world;
    if (!(gatekeeper instanceof TokenGatekeeper)) throw new Error('this is the token model');
    gatekeeper.withdrawAll();
    const refusedBefore = gatekeeper.refused;

    const second = await world.mapper.raise(town);

    await accepted([second.receivableId]);
    expect(issuedFor(town.cvr)).toBe(2);
    expect(gatekeeper.refused).toBe(refusedBefore + 1);
    const [delivery] = await world.deliveries(second.feeId);
    expect(delivery).toMatchObject({ attempts: 1, history: [{ what: 'accepted' }] });
  });

  it('R53 asks what a debtor system has with a token for the service that is asked', async () => {
    const town = await world.municipality('kmd-opus');
    const { receivableId } = await world.mapper.raise(town);
    await accepted([receivableId]);
    const { refused } = world.gatekeeper;
    const statementId = await world.statements.request(town.code);
    await world.eventually(() => world.statements.endOf(statementId) !== undefined);

    expect(world.statements.receivablesIn(statementId)).toMatchObject([{ receivableId }]);
    expect(world.gatekeeper.refused).toBe(refused);
    const asked = world.wire.map(String).filter((text) => text.includes(':HentDebitorkonto_I'));
    expect(asked.at(-1)).toContain(`<saml:Audience>${queryEntityId}</saml:Audience>`);
    expect(asked.at(-1)).toContain(`<ac:MunicipalityCVR>${town.cvr}</ac:MunicipalityCVR>`);
  });

  it('does not show a token in its last seconds', async () => {
    world.tokens.service.lifetimeMs = 18_000; // the last 15 s are never used
    const town = await world.municipality('eg');
    const first = await world.mapper.raise(town);
    await accepted([first.receivableId]);
    await new Promise((later) => setTimeout(later, 3_500));

    world.tokens.service.lifetimeMs = lifetimeMs;
    const second = await world.mapper.raise(town);

    await accepted([second.receivableId]);
    expect(issuedFor(town.cvr)).toBe(2);
  });

  it('pauses without counting attempts while no token can be had, and goes on by itself', async () => {
    world.tokens.away = true;
    const town = await world.municipality('kmd-opus');
    const raised = await world.mapper.raiseMany(town, 5);
    await world.eventually(async () => {
      expect(await world.lane(town)).toMatchObject({
        state: 'paused',
        backlog: 5,
        trouble: { code: expect.stringMatching(/^serviceplatform\.token-unavailable$/) },
      });
    });
    const feeId = raised[0]?.feeId ?? '';
    await world.eventually(async () => {
      // A lease counts an attempt until it is put back, which takes a moment.
      expect(await world.deliveries(feeId)).toMatchObject([{ attempts: 0, history: [] }]);
    });

    world.tokens.away = false;

    await accepted(raised.map(({ receivableId }) => receivableId));
    expect(await world.deliveries(feeId)).toMatchObject([{ attempts: 1 }]);
    expect(world.log.join('\n')).not.toContain('Assertion');
  });
});
