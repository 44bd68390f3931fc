import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettingsFailure } from '@libs/config';
import { soapContentType } from '@libs/soap';
import { Authority, type Pair } from './authority.fixture.js';
import type { Municipality } from './mapper.fixture.js';
import { World } from './world.fixture.js';

let world: World;
let town: Municipality;

beforeAll(async () => {
  world = await World.open('context');
  town = await world.municipality('kmd-opus');
});

afterAll(() => world.close());

async function isAccepted(): Promise<void> {
  const { receivableId } = await world.mapper.raise(town);
  await world.eventually(() => {
    expect(world.ear.answersOn(receivableId).at(-1)).toBe('accepted');
  });
}

describe('the certificate that the gateway calls with', () => {
  it('is replaced while calls are under way: they end well, and the next go on', async () => {
    const desk = world.desk('kmd-opus', town);
    await desk.behave({ manner: 'slow', slowMs: 1_000, next: 1 });
    const slow = await world.mapper.raise(town);
    await world.eventually(() => world.wire.some((sent) => sent.includes(slow.receivableId)));

    const next = await world.certificates.authority.issue({ name: 'Debitorbro_FKT_2' });
    world.certificates.putClient(next);
    await world.eventually(() => world.logged('Another certificate is in use').length === 1);
    await isAccepted();

    await world.eventually(() => {
      expect(world.ear.answersOn(slow.receivableId)).toEqual(['accepted']);
    });
    const [delivery] = await world.deliveries(slow.feeId);
    expect(delivery).toMatchObject({ attempts: 1 });
  });

  it('stays when what replaces it can not be used, and the log says why', async () => {
    const expired = await world.certificates.authority.issue({
      ...{ name: 'Debitorbro_FKT_3', fromDays: -10, toDays: -1 },
    });
    world.certificates.putClient(expired);

    await world.eventually(
      () =>
        world.logged('SP_CLIENT_CERTIFICATE_FILE names a certificate that expired on').length === 1,
    );
    await isAccepted();
  });

  it('of an authority that the platform does not know gets nowhere: the lane pauses, and says so', async () => {
    const foreign = await (await Authority.make('Another authority')).issue({ name: 'X' });
    world.certificates.putClient(foreign);
    await world.eventually(() => world.logged('Another certificate is in use').length === 2);
    const raised = await world.mapper.raise(town);
    await world.eventually(async () => {
      expect(await world.lane(town)).toMatchObject({ state: 'paused', backlog: 1 });
    });
    expect(world.wire.some((sent) => sent.includes(raised.receivableId))).toBe(false);

    world.certificates.putClient(world.certificates.gateway);

    await world.eventually(() => {
      expect(world.ear.answersOn(raised.receivableId).at(-1)).toBe('accepted');
    }, 60_000);
  });

  it('warns in time, and tells its days', async () => {
    const soon = await world.certificates.authority.issue({ name: 'Debitorbro_FKT', toDays: 12 });
    world.certificates.putClient(soon);

    await world.eventually(() => world.logged('A certificate expires soon').length === 1);
    const metrics = await (await fetch(`${world.gateway.url}/metrics`)).text();
    const days = /debitorbro_certificate_expires_days\{.*certificate="client".*\} ([\d.]+)/.exec(
      metrics,
    )?.[1];
    expect(Number(days)).toBeGreaterThan(11);
    expect(Number(days)).toBeLessThanOrEqual(12);
    expect(metrics).toMatch(/certificate="callback"/);
  });
});

/** Posts as somebody over TLS would; the status, or the code of what went wrong before there was one. */
function post(pair: Pair | undefined, body: string, path = '/1'): Promise<number | string> {
  return new Promise((resolve) => {
    const url = `${world.callbackUrl}/DaekningAfskrivningRegistreringAfsend${path}`;
    const calling = request(
      url,
      {
        method: 'POST',
        ca: world.certificates.authority.pem,
        ...pair,
        headers: { 'content-type': soapContentType() },
        agent: false,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    calling.once('error', (error) => {
      resolve('code' in error ? String(error.code) : error.message);
    });
    calling.end(body);
  });
}

describe('who calls the gateway', () => {
  const nothing = '<x/>';

  it('is the platform, by its certificate', async () => {
    // it is let in, and hears that this is no message
    expect(await post(world.certificates.caller, nothing)).toBe(500);
  });

  it('is nobody without a certificate, or with one of another authority', async () => {
    const foreign = await (
      await Authority.make('Another authority')
    ).issue({
      ...{ name: 'SP_TEST_Callback', organisation: 'KOMBIT' },
    });

    expect(typeof (await post(undefined, nothing))).toBe('string');
    expect(typeof (await post(foreign, nothing))).toBe('string');
  });

  it('is turned away with the right authority and another subject', async () => {
    expect(await post(world.certificates.platform, nothing)).toBe(403);
  });

  it('is turned away at the plain door, which is closed when there is this one', async () => {
    const url = `${world.gateway.url}/DaekningAfskrivningRegistreringAfsend/1`;
    const headers = { 'content-type': soapContentType() };
    const answer = await fetch(url, { method: 'POST', body: nothing, headers });

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('FailedAuthentication');
  });

  it('sees a replaced certificate at the next connection', async () => {
    const { authority, folder, caller } = world.certificates;
    const next = await authority.issue({ name: 'callback.library.2' });
    folder.put('callback.key', next.key);
    folder.put('callback.pem', next.cert);

    await world.eventually(async () => {
      expect(await shownTo(caller)).toContain('callback.library.2');
    });
  });
});

/** The subject that the gateway shows to a caller. */
function shownTo(pair: Pair): Promise<string> {
  return new Promise((resolve, reject) => {
    const url = `${world.callbackUrl}/DaekningAfskrivningRegistreringAfsend/1?wsdl`;
    const tls = { ca: world.certificates.authority.pem, ...pair, agent: false } as const;
    request(url, tls, (response) => {
      response.resume();
      const { socket } = response as unknown as {
        socket: { getPeerCertificate(): { subject: { CN: string } } };
      };
      resolve(socket.getPeerCertificate().subject.CN);
    })
      .once('error', reject)
      .end();
  });
}

describe('a gateway whose certificate can not be used does not start', () => {
  async function wrongWith(changes: (world: World) => Promise<Record<string, string>>) {
    const settings = world.settings('context');
    try {
      await world.startGateway({ ...settings, ...(await changes(world)) });
    } catch (error) {
      if (error instanceof SettingsFailure) return error.message;
      throw error;
    }
    throw new Error('it did start');
  }

  it.each<[string, string, (world: World) => Promise<Record<string, string>>]>([
    [
      'expired',
      'SP_CLIENT_CERTIFICATE_FILE names a certificate that expired on',
      async ({ certificates: { authority, folder } }) => {
        const { cert, key } = await authority.issue({ name: 'X', fromDays: -9, toDays: -1 });
        return {
          SP_CLIENT_CERTIFICATE_FILE: folder.put('x.pem', cert),
          SP_CLIENT_KEY_FILE: folder.put('x.key', key),
        };
      },
    ],
    [
      'of tomorrow',
      'SP_CLIENT_CERTIFICATE_FILE names a certificate that is valid from',
      async ({ certificates: { authority, folder } }) => {
        const { cert, key } = await authority.issue({ name: 'X', fromDays: 1 });
        return {
          SP_CLIENT_CERTIFICATE_FILE: folder.put('x.pem', cert),
          SP_CLIENT_KEY_FILE: folder.put('x.key', key),
        };
      },
    ],
    [
      'with the key of another',
      'SP_CLIENT_KEY_FILE names the key of another certificate',
      ({ certificates: { folder, caller } }) =>
        Promise.resolve({ SP_CLIENT_KEY_FILE: folder.put('x.key', caller.key) }),
    ],
    [
      'that is none',
      'SP_CA_FILE names a file without a certificate in PEM',
      ({ certificates: { folder } }) => Promise.resolve({ SP_CA_FILE: folder.put('x.pem', 'x') }),
    ],
    [
      'that is not there',
      "SP_CALLBACK_KEY_FILE names a file that can't be read",
      () => Promise.resolve({ SP_CALLBACK_KEY_FILE: '/nowhere/x.key' }),
    ],
  ])('%s', async (_, told, changes) => {
    expect(await wrongWith(changes)).toContain(told);
  });
});
