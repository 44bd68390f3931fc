import { audience } from './service-environment.js';

export const operatorClient = 'local-operator';

const answerWithinMs = 30_000;

/** Asks the identity provider for the local operator's access token (OAuth 2 `client_credentials`, RFC 6749 4.4). */
export async function operatorToken(issuer: string, secret: string): Promise<string> {
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${operatorClient}:${encodeURIComponent(secret)}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: `urn:${audience}` }),
    signal: AbortSignal.timeout(answerWithinMs),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: unknown };
  if (typeof token !== 'string')
    throw new Error(`The identity provider gave no token (status ${String(answer.status)}).`);
  return token;
}
