import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  startIdentityProvider,
  type IdentityProvider,
} from '../../../../simulators/identity-provider/index.js';
import { host, type Hosted } from '../host.fixture.js';
import { ThingsModule } from '../things.fixture.js';

let provider: IdentityProvider;
let hosted: Hosted;

beforeAll(async () => {
  const desk = { id: 'desk-615', secret: 'desk', roles: ['things:read'], municipalities: ['615'] };
  provider = await startIdentityProvider({
    host: '127.0.0.1',
    operatorSecret: 'secret',
    audience: 'debitorbro',
    clients: [desk],
  });
  hosted = await host(ThingsModule, { OIDC_ISSUER: provider.issuer });
});
afterAll(async () => {
  await hosted.service.stop();
  await provider.stop();
});

it('tokens of a real OpenID provider are accepted, with their roles and municipalities', async () => {
  const { token_endpoint: endpoint } = (await (
    await fetch(`${provider.issuer}/.well-known/openid-configuration`)
  ).json()) as {
    token_endpoint: string;
  };
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'desk-615',
    client_secret: 'desk',
  });
  const { access_token: token } = (await (
    await fetch(endpoint, { method: 'POST', body: form })
  ).json()) as { access_token: string };
  const answers = ['615', '751'].map(
    async (code) =>
      (
        await fetch(`${hosted.service.url}/things/by/${code}`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).status,
  );
  expect(await Promise.all(answers)).toEqual([200, 403]);
});
