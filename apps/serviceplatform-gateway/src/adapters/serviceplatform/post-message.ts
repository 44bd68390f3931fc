import { type MalformedMessage, requireSoapContentType, soapContentType } from '@libs/soap';
import type { Dispatcher } from 'undici';
import type { Silence } from '../../ports/silence.js';

export type Posting = {
  readonly path: string;
  readonly action: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
};

/** What came back: bytes that say they are SOAP, or why there is nothing to read, with a code for operators. */
export type Reply =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'silence'; readonly why: Silence; readonly code: string };

/** Posts a message and waits for all of its answer, `timeoutMs` at most from beginning to end. Never throws, never repeats. */
export async function postMessage(dispatcher: Dispatcher, posting: Posting): Promise<Reply> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
  }, posting.timeoutMs);
  try {
    return await exchange(dispatcher, posting, deadline.signal);
  } catch (error) {
    return silenceAfter(error, deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function exchange(
  dispatcher: Dispatcher,
  posting: Posting,
  signal: AbortSignal,
): Promise<Reply> {
  const { statusCode, headers, body } = await dispatcher.request({
    method: 'POST',
    path: posting.path,
    headers: { ...posting.headers, 'content-type': soapContentType(posting.action) },
    body: posting.body,
    signal,
  });
  const bytes = new Uint8Array(await body.arrayBuffer());
  const type = headers['content-type'];
  return saysItIsSoap(Array.isArray(type) ? type[0] : type)
    ? { kind: 'bytes', bytes }
    : { kind: 'silence', why: whyNotSoap(statusCode), code: `http-${String(statusCode)}` };
}

/** Whom the door does not let in has not delivered anything; any other page may stand for anything. */
function whyNotSoap(statusCode: number): Silence {
  return statusCode === 401 || statusCode === 403 ? 'not-let-in' : 'unreadable';
}

function saysItIsSoap(contentType: string | undefined): boolean {
  try {
    requireSoapContentType(contentType);
    return true;
  } catch (error) {
    const { code } = error as MalformedMessage;
    if (code === 'wrong-content-type') return false;
    throw error;
  }
}

/** What failures mean, by the codes of Node and undici. Not connected: nothing was sent. */
const meanings: Readonly<Record<string, Silence>> = {
  ECONNREFUSED: 'not-connected',
  ENOTFOUND: 'not-connected',
  EAI_AGAIN: 'not-connected',
  EHOSTUNREACH: 'not-connected',
  ENETUNREACH: 'not-connected',
  UND_ERR_CONNECT_TIMEOUT: 'not-connected',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'unreadable',
};

/** Their certificate did not convince us, or ours did not convince them: the handshake failed, so nothing was read. */
const handshake =
  /^(ERR_TLS_CERT_|ERR_SSL_.*(ALERT|CERTIFICATE|HANDSHAKE|PROTOCOL|VERSION)|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH)/;

function silenceAfter(error: unknown, deadline: AbortSignal): Reply {
  if (deadline.aborted) return { kind: 'silence', why: 'timeout', code: 'timeout' };
  const found = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  const code = String(found);
  const why = handshake.test(code) ? 'not-let-in' : (meanings[code] ?? 'connection');
  return { kind: 'silence', why, code: code === '' ? why : code };
}
