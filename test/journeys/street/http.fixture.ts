/** An answer over HTTP: JSON where it is JSON, else its text. */
export type HttpAnswer = {
  readonly status: number;
  readonly body: unknown;
};

/** Asks a service as a client with an access token would. */
export async function askOverHttp(
  url: string,
  {
    method,
    token,
    body,
    accept,
  }: { method: string; token: string; body?: unknown; accept?: string },
): Promise<HttpAnswer> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(accept !== undefined && { accept }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, body: isJson && text !== '' ? JSON.parse(text) : text };
}
